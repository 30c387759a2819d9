"""Traditional Chinese characters that complaints, comments and checklists are made of, and their simplified forms.

One character for one, so that places in a text stay where they are. Forms whose meaning decides (乾, 著) are
left alone.
"""

from typing import Final

_TRADITIONAL: Final = (
    "專東個為爲麼樂買爭從們會兌沖衝決幾憑剛別務勸區賣佔卻廠發隻號後聽場壞複復聲實對屢還應當開徑態懷惡沒氣無時權來極樣機點煩熱愛現瑣瞭碼禮線給統續維錢覺訓論誠話語誤說"
    "説諾謊質購費賠車輛達這進遲錯問鬧隊預題頂罵騙魯數斷損貨讓嗎認識過電貴訂單聯係繫滿歡顧員處調訴謝請誰變響願顯館飯飛髒亂慘靜嚴簡遠圖網頁選擇確聞評價級經驗廁間門濟較"
    "樓層長張隨導師醫藥銀護養錄檢測試標準優幫釋連絡該於與裡裏邊雖僅憤壓夠兩雙齊歲學書賬貼補償減漲計劃畫約餘額歷曆記憶懇親輪換傷鄰淨週嘆業產將難關種總盡團報麗龍節環設"
    "備動勞勝穩穢蟲鐘鑰鎖險雜離頭順須頓類顏風馬驚體黃"
)
_SIMPLIFIED: Final = (
    "专东个为为么乐买争从们会兑冲冲决几凭刚别务劝区卖占却厂发只号后听场坏复复声实对屡还应当开径态怀恶没气无时权来极样机点烦热爱现琐了码礼线给统续维钱觉训论诚话语误说"
    "说诺谎质购费赔车辆达这进迟错问闹队预题顶骂骗鲁数断损货让吗认识过电贵订单联系系满欢顾员处调诉谢请谁变响愿显馆饭飞脏乱惨静严简远图网页选择确闻评价级经验厕间门济较"
    "楼层长张随导师医药银护养录检测试标准优帮释连络该于与里里边虽仅愤压够两双齐岁学书账贴补偿减涨计划画约余额历历记忆恳亲轮换伤邻净周叹业产将难关种总尽团报丽龙节环设"
    "备动劳胜稳秽虫钟钥锁险杂离头顺须顿类颜风马惊体黄"
)
SIMPLIFIED: Final = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
"""For ``str.translate``."""
