"""The people who sign in to the demo: one for each role, and neighbours who sign up for drills."""

from dataclasses import dataclass

from django.conf import settings

from community.people.models import Role
from portal.lib.ids import new_reference
from portal.lib.keys import kept_key


@dataclass(frozen=True)
class Account:
    username: str
    name: str
    role: str


ACCOUNTS = (
    Account("resident", "Chen Anna 陈安娜", Role.RESIDENT),
    Account("volunteer", "Wu Jun 吴军", Role.VOLUNTEER),
    Account("station_lead", "He Lin 何琳", Role.STATION_LEAD),
    Account("grid_worker", "Zhou Ping 周平", Role.GRID_WORKER),
    Account("organiser", "Rosa Delgado", Role.ORGANISER),
    Account("evaluator", "Sun Yi 孙毅", Role.EVALUATOR),
    Account("officer", "Lin Yue 林悦", Role.OFFICER),
    Account("approver", "Tan Mei 谭梅", Role.APPROVER),
    Account("editor", "Sam Okafor", Role.EDITOR),
    Account("auditor", "Xu Qing 许晴", Role.AUDITOR),
    Account("admin", "Gao Wen 高文", Role.ADMIN),
)
NEIGHBOURS = (
    *("Li Hua 李华", "Wang Fang 王芳", "Zhao Lei 赵磊", "Maria Santos", "Qian Yun 钱云", "Feng Bo 冯波"),
    *("Grace Miller", "Hu Xia 胡霞", "Deng Tao 邓涛", "Peng Rui 彭蕊", "Tom Becker", "Cao Min 曹敏"),
    *("Yuan Jie 袁洁", "Lu Hai 陆海", "Aisha Khan", "Jiang Nan 江南", "Ye Qiu 叶秋", "Ben Novak"),
)


def demo_password() -> str:
    """DEMO_PASSWORD, else one made at random, short enough to type, and kept in DATA_DIR (mode 0600)."""
    return settings.DEMO_PASSWORD or kept_key(
        settings.DATA_DIR / "demo_password", lambda: new_reference("watch", 10).lower()
    )


def account_lines(password: str) -> str:
    """The accounts and their password, for a terminal."""
    names = ", ".join(account.username for account in ACCOUNTS)
    return f"Demo accounts: {names}\nDemo password: {password}   (/demo/ signs in with one click)"
