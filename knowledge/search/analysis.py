"""Text to search terms: English words to stems, Chinese to words and single characters."""

import re
import unicodedata
from functools import lru_cache
from itertools import chain

import rjieba
from whoosh.lang.porter import stem as porter

from knowledge.search.speech import as_written
from knowledge.search.synonyms import CHINESE, ENGLISH

LONGEST_QUERY = 400  # characters; what stands behind them is cut
MOST_TERMS = 40

_WORD = re.compile(r"[a-z0-9]+")
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_HAN = re.compile(r"[\u3400-\u9fff]")

STOP_EN = frozenset(
    """a an and are as at be been but by can could did do does doing for from had has have he her hers him
    his how i if im in into is it its ive just me my no not of off on or our out s she should so t than
    that the their them then there these they this those to up us was we were what whats when where which
    who whom why will with would you your yours about after all also am any because before being between
    both down during each few get go going got here let like make many may maybe more most much must need
    now okay ok one only other over own please pls same some such tell thing things think through too
    under until very want wants way while whose am gonna dont doesnt cant wont isnt really something
    someone somebody anyone anybody every everyone happen happens happening know say said does take right
    use good bad best help yes yeah yep nope nah never nobody maybe sure guys hi hello hey thanks lol omg number prevent prevention avoid prepare treat treatment treating having since ever always again yet ago lots goes going went gone u r ur""".split()
)
STOP_ZH = frozenset(
    """的 了 吗 呢 啊 吧 呀 哦 嘛 么 是 在 我 你 您 他 她 它 们 我们 你们 他们 有 没有 和 与 或 就 都 也 还 要 会 能 可以 该 应该 怎么 怎么办 怎样 怎 办 如何 什么 哪
    哪里 哪些 为什么 为 这 那 这个 那个 这里 那里 一 一个 个 些 很 好 请 请问 想 知道 问 告诉 得 地 着 过 把 被 给 让 对 从 到 到底 时候 时 候 多 少 多少 几 上 下
    里 中 之 而 但 但是 因为 所以 如果 呗 喔 啦 做 样 应 该 可 以 需要 需 没 有没有 是不是 能不能 可不可以 还是 现在 突然 自己 大家 东西 事 事情 注意 检查 处理 事项 预防 防止 避免 防范""".split()
)

# Traditional characters of this subject and of everyday words, each before its simplified form.
_PAIRS = """煙烟 災灾 滅灭 氣气 電电 災灾 門门 樓楼 梯梯 車车 橋桥 雲云 風风 颱台 龍龙 捲卷 淹淹 溺溺 凍冻 熱热 燙烫 燒烧 傷伤 藥药 醫医 護护
救救 護护 幫帮 請请 問问 麼么 怎怎 辦办 嗎吗 們们 這这 個个 裡里 裏里 誰谁 為为 會会 來来 對对 開开 關关 閉闭 無无 沒没 過过 還还 點点 邊边
讓让 說说 話话 講讲 聽听 見见 覺觉 認认 識识 記记 訊讯 號号 碼码 報报 導导 警警 聲声 響响 應应 時时 間间 現现 樣样 從从 後后 動动 運运 進进
遠远 離离 場场 東东 區区 縣县 鎮镇 鄉乡 國国 內内 兒儿 嬰婴 孫孙 媽妈 爺爷 婦妇 體体 頭头 腦脑 臉脸 頸颈 喉喉 嚨咙 腸肠 腫肿 膚肤 腳脚 臟脏
髒脏 噁恶 惡恶 嘔呕 暈晕 癱瘫 癲癫 癇痫 搖摇 壓压 窒窒 嗆呛 嚥咽 塊块 鍋锅 爐炉 廚厨 廳厅 臥卧 窗窗 陽阳 臺台 檯台 頂顶 牆墙 塌塌 磚砖 鐵铁
鋼钢 銅铜 線线 纜缆 插插 頭头 燈灯 機机 器器 錯错 關关 閥阀 瓶瓶 罐罐 漏漏 洩泄 爆爆 濃浓 燃燃 撲扑 噴喷 澆浇 潑泼 蓋盖 毯毯 濕湿 濁浊 浸浸
漲涨 洪洪 澇涝 災灾 潰溃 壩坝 溝沟 灣湾 島岛 嶼屿 灘滩 漁渔 船船 嘯啸 滾滚 衝冲 沖冲 彈弹 震震 坍坍 滑滑 濫滥 雷雷 閃闪 擊击 樹树 葉叶 葯药
凱凯 預预 備备 戰战 練练 習习 演演 計计 劃划 證证 險险 賠赔 償偿 錢钱 買买 賣卖 單单 雙双 張张 條条 種种 類类 級级 紅红 藍蓝 綠绿 黃黄 橙橙
顏颜 訂订 閱阅 簡简 發发 傳传 謠谣 騙骗 實实 驗验 檢检 測测 質质 飲饮 喝喝 飯饭 餓饿 煮煮 鹽盐 麵面 乾干 淨净 潔洁 儲储 電电 腦脑 網网 絡络
寵宠 貓猫 獸兽 蟲虫 螞蚂 蟻蚁 蛇蛇 傾倾 達达 斷断 續续 終终 結结 緊紧 繩绳 紮扎 繃绷 帶带 壞坏 損损 壽寿 歲岁 齡龄 殘残 聾聋 盲盲 輪轮 椅椅
輔辅 醒醒 喚唤 嚇吓 懼惧 慮虑 憂忧 愛爱 戀恋 殺杀 殘残 強强 劫劫 搶抢 賊贼 槍枪 綁绑 綳绷 鬥斗 罵骂 離离 婚婚 親亲 鄰邻 寶宝 學学 校校 園园
師师 幾几 歷历 舊旧 穩稳 夠够 濟济 灑洒 繼继 鬆松 彎弯 腰腰 趕赶 跡迹 蹤踪 輕轻 較较 轉转 載载 醬酱 釋释 鎖锁 鑰钥 長长 陰阴 隊队 際际 隨随
隱隐 難难 霧雾 靜静 飛飞 餘余 駕驾 驚惊 魚鱼 鳥鸟 麗丽 齊齐 齒齿 據据 擔担 擠挤 掃扫 採采 搶抢 棄弃 業业 極极 權权 歡欢 氫氢 準准 濺溅 灰灰
營营 獲获 環环 產产 畫画 療疗 痠酸 癢痒 盡尽 監监 碼码 礙碍 積积 窩窝 筆笔 節节 範范 糧粮 純纯 紙纸 組组 細细 統统 絕绝 維维 綫线 緩缓 總总
編编 縮缩 織织 繞绕 罰罚 罷罢 義义 聞闻 聯联 職职 腎肾 膠胶 與与 興兴 舉举 艦舰 莊庄 著着 處处 蘇苏 虧亏 術术 補补 裝装 製制 複复 規规 視视
覆覆 觸触 訓训 設设 許许 評评 詞词 試试 該该 詳详 語语 誤误 課课 調调 談谈 諾诺 謝谢 警警 譯译 議议 讀读 變变 貝贝 負负 財财 責责 貨货 貼贴
費费 資资 賴赖 質质 贏赢 躲躲 輸输 農农 邏逻 鄭郑 醉醉 針针 鈕钮 銀银 鋪铺 錄录 鐘钟 陳陈 陸陆 雖虽 雜杂 雞鸡 頁页 順顺 須须 領领 題题 願愿
顧顾 養养 館馆 驟骤 骯肮 麼么 黨党 齣出 妳你 嚴严 團团 圍围 圖图 圓圆 執执 堅坚 報报 壯壮 夢梦 奪夺 奮奋 媽妈 寧宁 審审 將将 專专 尋寻 屆届
屍尸 層层 帳帐 幹干 庫库 廁厕 廠厂 廢废 廣广 彙汇 徵征 恆恒 悶闷 惱恼 慘惨 慣惯 憑凭 憶忆 懷怀 態态 戶户 拋抛 擁拥 擇择 擋挡 擦擦 擴扩 攜携
攝摄 敗败 敵敌 數数 斃毙 於于 昇升 晝昼 暫暂 曬晒 書书 朮术 桿杆 棟栋 楊杨 榮荣 槓杠 樁桩 標标 樞枢 橫横 檔档 櫃柜 欄栏 歐欧 歸归 氾泛 決决
沉沉 涼凉 淺浅 淚泪 測测 湧涌 溫温 滯滞 滲渗 滿满 漸渐 潛潜 澱淀 濾滤 瀏浏 為为 烏乌 煉炼 爍烁 爛烂 爭争 牽牵 狀状 獨独 現现 瑣琐 畢毕 異异 瘋疯
瘡疮 瘧疟 盜盗 盤盘 睏困 確确 磅磅 禍祸 禮礼 稱称 窮穷 竄窜 競竞 篩筛 簾帘 籃篮 粵粤 糞粪 紀纪 約约 紋纹 納纳 級级 紛纷 紗纱 紮扎 終终 絲丝
經经 綜综 網网 緒绪 練练 績绩 纖纤 聖圣 聰聪 肅肃 脅胁 脈脉 脫脱 腳脚 膽胆 臨临 舖铺 艙舱 蓮莲 薦荐 薑姜 藝艺 蘭兰 虛虚 蝕蚀 衛卫 襲袭 觀观"""
_SIMPLE = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split() if pair[0] != pair[1]})


def simplified(text: str) -> str:
    """`text` with the traditional characters we know written in their simplified form, one for one."""
    return text.translate(_SIMPLE)


class _Folding(dict[int, str]):
    """What stands for each character, found out at its first use."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        # what has no width (joiners, marks of direction) stands inside words; a control character stands between them
        if not character.isprintable():
            character = "" if unicodedata.category(character) == "Cf" else " "
        if code < 0x10000:  # the rest is rare, and too many to keep
            self[code] = character
        return character


_FOLDING = _Folding({**_SIMPLE, ord("’"): "'", ord("‘"): "'"})


def fold(text: str) -> str:
    """`text` in one form: compatibility forms and case folded, control and format characters gone."""
    return unicodedata.normalize("NFKC", text).lower().translate(_FOLDING)


def is_blank(text: str) -> bool:
    """Nothing that could be read: spaces, and characters that nobody sees."""
    return not fold(text).strip()


def terms_of(text: str, language: str) -> list[str]:
    """The search terms of `text` in their order, with repeats."""
    return _chinese(fold(text)) if language == "zh-hans" else [stem(word) for word in words_of(text)]


def kept_words(text: str, language: str) -> list[str]:
    """What an index keeps of `text`: English words as written, which mend slips, and Chinese terms."""
    return _chinese(fold(text)) if language == "zh-hans" else words_of(text)


def term_of(word: str, language: str) -> str:
    """The search term of a kept word."""
    return word if language == "zh-hans" else stem(word)


def words_of(text: str) -> list[str]:
    """English words as written, stop words left out."""
    return [word for word in _WORD.findall(fold(text).replace("'", "")) if word not in STOP_EN and 1 < len(word) < 40]


def query_terms(text: str, language: str) -> list[str]:
    """The terms of a question, each once, within the caps."""
    return list(dict.fromkeys(terms_of(text[:LONGEST_QUERY], language)))[:MOST_TERMS]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The term of an English word: the stem of the word that stands for its group of synonyms."""
    word = ENGLISH.get(word, word)
    found = porter(word)
    return found if len(found) > 1 else word  # "aed" is no past tense of "a"


def _chinese(text: str) -> list[str]:
    # a full stop between runs: all are cut at one call, and no word reaches over it
    words = rjieba.cut("。".join(_RUN.findall(as_written(text))))
    return list(chain.from_iterable(map(_terms_of_word, words)))


@lru_cache(maxsize=50_000)
def _terms_of_word(word: str) -> tuple[str, ...]:
    """The word and its single characters, without those that say nothing; of other scripts the stem."""
    if not _HAN.match(word):
        return (stem(word),) if word.isalnum() and word not in STOP_EN and len(word) < 40 else ()
    if word in STOP_ZH:
        return ()
    same = CHINESE.get(word, word)
    characters = tuple(character for character in word if character not in STOP_ZH)
    return (same, *characters) if len(same) > 1 else characters
