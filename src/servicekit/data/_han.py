"""Traditional Chinese characters of surveys as simplified ones: words are kept once and found in both scripts."""

from typing import Final

_TRADITIONAL: Final = (
    "滿評價體驗總綜費輕鬆簡單認為權號編碼門別齡區電話機郵箱職業學歷國時間長創關閉辦結處類產狀態離網頻數稱"
    "聯繫證會員戶銷額動環節層貝開選購買續約務隊檢訂發櫃檯臺應實際現達項營種題從來問們預調說嚴難較樣願請對"
    "絕過無適瞭見議詢訴訟帳賬錢幣萬億歲縣鄉鎮極備註內圖書館車站飛場廳廁診醫護藥師課組織規範標準確認滯"
    "異優點頂擾聽講語書報紙傳統計劃據識讓歡歉專啟啓終進遠還邊連線後麼沒於與個幾兩隻張獎勵經濟質紅綠藍黃銀鐵"
)
_SIMPLIFIED: Final = (
    "满评价体验总综费轻松简单认为权号编码门别龄区电话机邮箱职业学历国时间长创关闭办结处类产状态离网频数称"
    "联系证会员户销额动环节层贝开选购买续约务队检订发柜台台应实际现达项营种题从来问们预调说严难较样愿请对"
    "绝过无适了见议询诉讼账账钱币万亿岁县乡镇极备注内图书馆车站飞场厅厕诊医护药师课组织规范标准确认滞"
    "异优点顶扰听讲语书报纸传统计划据识让欢歉专启启终进远还边连线后么没于与个几两只张奖励经济质红绿蓝黄银铁"
)
_TABLE: Final = str.maketrans(_TRADITIONAL, _SIMPLIFIED)


def simplified(text: str) -> str:
    """Return a text with the traditional characters of surveys written as simplified ones; for comparing only."""
    return text if text.isascii() else text.translate(_TABLE)
