"""What PostgreSQL keeps of batches by itself (PARTS-02): a move of a tracked part names its batch, only good batches are
handed out, what is unchecked or failed lies in quarantine and nowhere else."""

from django.db import migrations

_MOVES = """
CREATE FUNCTION parts_move_of_batch() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  bad text;
BEGIN
  SELECT CASE
      WHEN n.batch_id IS NULL AND p.tracking <> 'none'
        AND (n.quantity > 0 OR n.kind NOT IN ('shift', 'count', 'scrap', 'correct')) THEN 'move_names_its_batch'
      WHEN b.part_id <> n.part_id THEN 'batch_is_of_the_part'
      WHEN n.quantity < 0 AND b.state NOT IN ('passed', 'exempt')
        AND n.kind IN ('issue', 'sale', 'internal', 'shop_loan', 'lend', 'transfer_out') THEN 'only_good_batches_leave'
      WHEN n.quantity > 0 AND b.state IN ('unchecked', 'failed') AND w.place NOT IN ('quarantine', 'claimed')
        THEN 'unchecked_lies_in_quarantine'
    END INTO bad
  FROM new_rows n
  JOIN parts_part p ON p.id = n.part_id
  JOIN parts_bin i ON i.id = n.bin_id
  JOIN parts_warehouse w ON w.id = i.warehouse_id
  LEFT JOIN parts_batch b ON b.id = n.batch_id
  WHERE (n.batch_id IS NULL AND p.tracking <> 'none'
         AND (n.quantity > 0 OR n.kind NOT IN ('shift', 'count', 'scrap', 'correct')))
     OR b.part_id <> n.part_id
     OR (n.quantity < 0 AND b.state NOT IN ('passed', 'exempt')
         AND n.kind IN ('issue', 'sale', 'internal', 'shop_loan', 'lend', 'transfer_out'))
     OR (n.quantity > 0 AND b.state IN ('unchecked', 'failed') AND w.place NOT IN ('quarantine', 'claimed'))
  LIMIT 1;
  IF bad IS NOT NULL THEN
    RAISE EXCEPTION 'new row of parts_move violates constraint "%"', bad
      USING ERRCODE = 'check_violation', CONSTRAINT = bad;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_batches AFTER INSERT ON parts_move REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION parts_move_of_batch();
"""
_LYING = """
CREATE FUNCTION parts_batch_in_quarantine() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM parts_batch b JOIN parts_bin i ON i.id = NEW.bin_id JOIN parts_warehouse w ON w.id = i.warehouse_id
    WHERE b.id = NEW.batch_id AND (b.part_id <> NEW.part_id
      OR (b.state IN ('unchecked', 'failed') AND w.place NOT IN ('quarantine', 'claimed')))
  ) THEN
    RAISE EXCEPTION 'new row of parts_batchstock violates constraint "unchecked_lies_in_quarantine"'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'unchecked_lies_in_quarantine';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_quarantine AFTER INSERT OR UPDATE ON parts_batchstock FOR EACH ROW WHEN (NEW.quantity > 0)
  EXECUTE FUNCTION parts_batch_in_quarantine();
CREATE FUNCTION parts_batch_locked_away() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM parts_batchstock s JOIN parts_bin i ON i.id = s.bin_id JOIN parts_warehouse w ON w.id = i.warehouse_id
    WHERE s.batch_id = NEW.id AND s.quantity > 0 AND w.place NOT IN ('quarantine', 'claimed')
  ) THEN
    RAISE EXCEPTION 'new row of parts_batch violates constraint "unchecked_lies_in_quarantine"'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'unchecked_lies_in_quarantine';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_locked_away AFTER UPDATE OF state ON parts_batch FOR EACH ROW
  WHEN (NEW.state IN ('unchecked', 'failed')) EXECUTE FUNCTION parts_batch_locked_away();
"""
_UNDO = """
DROP TRIGGER keep_batches ON parts_move;
DROP TRIGGER keep_quarantine ON parts_batchstock;
DROP TRIGGER keep_locked_away ON parts_batch;
DROP FUNCTION parts_move_of_batch(), parts_batch_in_quarantine(), parts_batch_locked_away();
"""
_SETTLE = """
INSERT INTO parts_batch (store_id, part_id, number, is_serial, supplier, document, received_at, certificate, code,
                         checklist, state, note)
SELECT s.store_id, s.part_id, '期初', false, '', '期初建账', now(), '', '', '{}', 'exempt', '启用批次管理前的库存'
FROM parts_stock s JOIN parts_part p ON p.id = s.part_id WHERE p.tracking = 'batch' AND s.on_hand > 0;
INSERT INTO parts_move (store_id, part_id, bin_id, kind, quantity, value, on_hand_after, document, at, note, batch_id)
SELECT c.store_id, c.part_id, c.bin_id, 'shift', side.sign * c.quantity, 0, s.on_hand - (side.sign < 0)::int * c.quantity,
       '期初建账', now(), '启用批次管理', CASE WHEN side.sign > 0 THEN b.id END
FROM parts_binstock c
JOIN parts_batch b ON b.store_id = c.store_id AND b.part_id = c.part_id AND b.number = '期初'
JOIN parts_stock s ON s.store_id = c.store_id AND s.part_id = c.part_id
CROSS JOIN (VALUES (-1), (1)) AS side (sign)
WHERE c.quantity > 0 ORDER BY c.id, side.sign;
INSERT INTO parts_batchstock (store_id, part_id, batch_id, bin_id, quantity, is_serial)
SELECT c.store_id, c.part_id, b.id, c.bin_id, c.quantity, false
FROM parts_binstock c JOIN parts_batch b ON b.store_id = c.store_id AND b.part_id = c.part_id AND b.number = '期初'
WHERE c.quantity > 0;
"""


class Migration(migrations.Migration):
    """The stock of parts that are kept by batch gets an opening batch; what is kept by serial number is named by hand."""

    dependencies = [("parts", "0003_batches_and_transfers")]
    operations = [
        migrations.RunSQL(_SETTLE, migrations.RunSQL.noop),
        migrations.RunSQL(_MOVES + _LYING, _UNDO),
    ]
