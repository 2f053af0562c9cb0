"""The key to a new house: printed where it is started, asked for where its first administrator comes into being.

No Django here: the supervisor uses it, too.
"""

import hashlib
import hmac

import psycopg

LENGTH = 20


def key(secret: str) -> str:
    """The key of the house that signs with `secret`: whoever reads the terminal, or the data folder, knows it; 80 bits that
    nobody on the network can guess."""
    return hmac.new(secret.encode(), b"huichang.first_start", hashlib.sha256).hexdigest()[:LENGTH]


def wanted(address: str) -> bool:
    """Whether the database at `address` knows no person yet. Raises psycopg.Error when it cannot be asked."""
    with psycopg.connect(address) as connection:
        found = connection.execute(
            "SELECT EXISTS (SELECT 1 FROM company_staff WHERE NOT is_machine)"
        ).fetchone()
    return found != (True,)


def invitation(near: str, secret: str) -> str:
    """What the terminal says while nobody can sign in; `near` is the address of the house."""
    return (
        "\n还没有任何人员。请打开下面的地址，建立第一家门店和系统管理员（只在没有人员时有效，请勿外传）：\n"
        f"  {near}first/?key={key(secret)}\n"
    )
