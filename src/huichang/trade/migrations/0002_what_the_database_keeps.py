"""What PostgreSQL keeps of sales by itself (PARTS-50): keys above those of repair orders, amounts and quantities that are the
sums of what they stand for."""

from django.db import migrations

_KEYS = """
ALTER TABLE trade_sale ALTER COLUMN id RESTART WITH 1000000000000;
ALTER TABLE trade_saleline ALTER COLUMN id RESTART WITH 1000000000000;
"""
_SUMS = """
CREATE FUNCTION trade_refuse(bad text, kind text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'row of % violates constraint "%"', kind, bad
    USING ERRCODE = 'check_violation', CONSTRAINT = bad;
END $$;
CREATE FUNCTION trade_line_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  l trade_saleline%ROWTYPE;
  went numeric;
  came numeric;
  back numeric;
BEGIN
  SELECT * INTO l FROM trade_saleline WHERE id = NEW.id;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT coalesce(sum(x.quantity), 0), coalesce(sum(x.quantity) FILTER (WHERE d.state = 'delivered'), 0)
    INTO went, came
  FROM trade_dispatchline x JOIN trade_dispatch d ON d.id = x.dispatch_id
  WHERE x.line_id = l.id AND d.state <> 'brought_back';
  SELECT coalesce(sum(x.quantity), 0) INTO back
  FROM trade_returnline x JOIN trade_goodsreturn r ON r.id = x.goods_return_id
  WHERE x.line_id = l.id AND r.state = 'accepted';
  IF l.sent <> went OR l.delivered <> came OR l.returned <> back THEN
    PERFORM trade_refuse('sale_line_is_the_sum_of_its_deliveries', 'trade_saleline');
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER adds_up AFTER INSERT OR UPDATE ON trade_saleline DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION trade_line_adds_up();
CREATE FUNCTION trade_sale_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM trade_sale s WHERE s.id = NEW.id
      AND s.total <> (SELECT coalesce(sum(l.amount), 0) FROM trade_saleline l WHERE l.sale_id = s.id)
  ) THEN
    PERFORM trade_refuse('sale_is_the_sum_of_its_lines', 'trade_sale');
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER adds_up AFTER INSERT OR UPDATE ON trade_sale DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION trade_sale_adds_up();
CREATE FUNCTION trade_bill_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  which bigint;
BEGIN
  IF TG_TABLE_NAME = 'trade_bill' THEN
    which := NEW.id;
  ELSE
    which := NEW.bill_id;
  END IF;
  IF EXISTS (
    SELECT 1 FROM trade_bill b WHERE b.id = which AND b.kind = 'month'
      AND (b.total, b.tax) IS DISTINCT FROM (
        SELECT coalesce(sum(c.amount), 0), coalesce(sum(c.tax), 0) FROM trade_charge c WHERE c.bill_id = b.id)
  ) OR EXISTS (
    SELECT 1 FROM trade_bill b WHERE b.id = which AND b.paid <> (
        SELECT coalesce(sum(p.amount), 0) FROM billing_payment p WHERE p.for_sale = b.id)
  ) THEN
    PERFORM trade_refuse('bill_is_the_sum_of_its_charges', 'trade_bill');
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER adds_up AFTER INSERT OR UPDATE ON trade_bill DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION trade_bill_adds_up();
CREATE CONSTRAINT TRIGGER adds_up AFTER INSERT OR UPDATE OF bill_id ON trade_charge DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.bill_id IS NOT NULL) EXECUTE FUNCTION trade_bill_adds_up();
"""
_BACK = """
DROP TRIGGER adds_up ON trade_charge;
DROP TRIGGER adds_up ON trade_bill;
DROP TRIGGER adds_up ON trade_sale;
DROP TRIGGER adds_up ON trade_saleline;
DROP FUNCTION trade_bill_adds_up();
DROP FUNCTION trade_sale_adds_up();
DROP FUNCTION trade_line_adds_up();
DROP FUNCTION trade_refuse(text, text);
"""


class Migration(migrations.Migration):
    """Keys, and sums at the end of each transaction."""

    dependencies = [("trade", "0001_selling_parts"), ("billing", "0003_payments_for_parts")]

    operations = [
        migrations.RunSQL(_KEYS, migrations.RunSQL.noop),
        migrations.RunSQL(_SUMS, _BACK),
    ]
