"""The literature behind methods and figures: each work has one author, year and title, wherever it is named."""

from typing import Final

from servicekit.foundation._vocabulary import Label, Source

LOEVINGER_1948: Final = Source("Loevinger", 1948, "The technique of homogeneous tests")
ALBRECHT: Final = Source("Albrecht", None, "The seven sins of service")
BENJAMINI_1995: Final = Source("Benjamini and Hochberg", 1995, "Controlling the false discovery rate. JRSS B 57(1)")
BRANDT_1987: Final = Source(
    "Brandt",
    1987,
    "A procedure for identifying value-enhancing service components using customer satisfaction survey data. "
    "In: Surprenant (ed.), Add value to your service",
)
BROOKE_1996: Final = Source("Brooke", 1996, "SUS: a quick and dirty usability scale")
CLOPPER_1934: Final = Source("Clopper and Pearson", 1934, "The use of confidence or fiducial limits. Biometrika 26")
DANIELS_1999: Final = Source(
    "Daniels", 1999, "A prior for the variance in hierarchical models. Canadian Journal of Statistics 27"
)
DICK_1994: Final = Source(
    "Dick and Basu", 1994, "Customer loyalty: toward an integrated conceptual framework. JAMS 22(2)"
)
FADER_2005: Final = Source(
    "Fader, Hardie and Lee",
    2005,
    "Counting Your Customers the Easy Way: An Alternative to the Pareto/NBD Model. Marketing Science 24(2)",
)
FADER_2005_RFM: Final = Source(
    "Fader, Hardie and Lee", 2005, "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis"
)
FADER_2007: Final = Source("Fader and Hardie", 2007, "How to Project Customer Retention")
FINSTAD_2010: Final = Source(
    "Finstad", 2010, "The Usability Metric for User Experience. Interacting with Computers 22(5)"
)
FIRTH_1993: Final = Source("Firth", 1993, "Bias reduction of maximum likelihood estimates. Biometrika 80(1)")
FORNELL_1996: Final = Source(
    "Fornell, Johnson, Anderson, Cha and Bryant",
    1996,
    "The American Customer Satisfaction Index: Nature, Purpose, and Findings",
    Label("Measured across industries; customers interviewed by telephone.", "跨行业测评，电话访问顾客。"),
)
GASTWIRTH_1972: Final = Source(
    "Gastwirth", 1972, "The estimation of the Lorenz curve and Gini index. Rev. Econ. Stat. 54(3)"
)
GOODMAN: Final = Source(
    "Goodman", None, "Basic facts on customer complaint behavior and the impact of service on the bottom line"
)
GROEMPING_2006: Final = Source("Groemping", 2006, "Relative importance for linear regression in R. JSS 17(1)")
HALFIN_1981: Final = Source("Halfin and Whitt", 1981, "Heavy-Traffic Limits for Queues with Many Exponential Servers")
HARRIS_1963: Final = Source("Harris", 1963, "The theory of branching processes")
HESKETT_1994: Final = Source("Heskett and others", 1994, "Putting the service-profit chain to work")
HOLM_1979: Final = Source("Holm", 1979, "A simple sequentially rejective multiple test procedure. Scand. J. Statist. 6")
ISO_10002: Final = Source(
    "ISO",
    2018,
    "ISO 10002:2018 Quality management, customer satisfaction, guidelines for complaints handling",
    Label("Guidelines, not requirements.", "是指南，不是强制要求。"),
)
JONES_1995: Final = Source("Jones and Sasser", 1995, "Why satisfied customers defect. Harvard Business Review 73(6)")
KAPLAN_1958: Final = Source("Kaplan and Meier", 1958, "Nonparametric estimation from incomplete observations. JASA 53")
KOOPMAN_1984: Final = Source(
    "Koopman", 1984, "Confidence intervals for the ratio of two binomial proportions. Biometrics 40(2)"
)
KOTLER: Final = Source("Kotler", None, "Customer delivered value: total customer value and total customer cost")
KRIPPENDORFF_2004: Final = Source("Krippendorff", 2004, "Content Analysis: An Introduction to Its Methods")
LANEY_2002: Final = Source("Laney", 2002, "Improved control charts for attributes. Quality Engineering 14(4)")
LARSON: Final = Source("Larson", None, "Interviews on the psychology of queues, as reported in the press")
LAUGWITZ_2008: Final = Source(
    "Laugwitz, Held and Schrepp", 2008, "Construction and evaluation of a user experience questionnaire"
)
LEWIS_2013: Final = Source("Lewis, Utesch and Maher", 2013, "UMUX-LITE: when there is no time for the SUS. CHI 2013")
LEWIS_2015: Final = Source(
    "Lewis, Utesch and Maher", 2015, "Investigating the correspondence between UMUX-LITE and SUS scores"
)
LOVELOCK: Final = Source("Lovelock and Wirtz", None, "Services Marketing: People, Technology, Strategy")
MACKINNON_1985: Final = Source(
    "MacKinnon and White", 1985, "Some heteroskedasticity-consistent covariance matrix estimators. J. Econometrics 29"
)
MAISTER_1985: Final = Source("Maister", 1985, "The Psychology of Waiting Lines")
MANDELBAUM_2007: Final = Source(
    "Mandelbaum and Zeltyn",
    2007,
    "Service Engineering in Action: The Palm/Erlang-A Queue, with Applications to Call Centers",
)
MARTILLA_1977: Final = Source("Martilla and James", 1977, "Importance-performance analysis. Journal of Marketing 41(1)")
MIKULIC_2008: Final = Source(
    "Mikulić and Prebežac",
    2008,
    "Prioritizing improvement of service attributes using impact range-performance analysis and "
    "impact-asymmetry analysis. Managing Service Quality 18(6)",
)
NEWCOMBE_1998: Final = Source(
    "Newcombe", 1998, "Interval estimation for the difference between independent proportions. Stat. Med. 17"
)
OLIVER_1980: Final = Source(
    "Oliver", 1980, "A cognitive model of the antecedents and consequences of satisfaction decisions"
)
ORSINGHER_2010: Final = Source(
    "Orsingher, Valentini and de Angelis",
    2010,
    "A meta-analysis of satisfaction with complaint handling in services",
    Label("Sixty studies of services.", "六十项服务研究的元分析。"),
)
PARASURAMAN_1988: Final = Source(
    "Parasuraman, Zeithaml and Berry", 1988, "SERVQUAL: a multiple-item scale. Journal of Retailing 64(1)"
)
REICHHELD_1990: Final = Source("Reichheld and Sasser", 1990, "Zero Defections: Quality Comes to Services")
REICHHELD_2003: Final = Source("Reichheld", 2003, "The one number you need to grow. Harvard Business Review 81(12)")
SAURO_2016: Final = Source("Sauro and Lewis", 2016, "Quantifying the User Experience, 2nd edition")
SCHMENNER_1986: Final = Source("Schmenner", 1986, "How can service businesses survive and prosper?")
SCHREPP_2017: Final = Source(
    "Schrepp, Hinderks and Thomaschewski",
    2017,
    "Construction of a benchmark for the User Experience Questionnaire. IJIMAI 4(4)",
)
TANGO_1998: Final = Source(
    "Tango", 1998, "Equivalence test and confidence interval for the difference in proportions. Stat. Med. 17"
)
TARP_1979: Final = Source("TARP", 1979, "Consumer complaint handling in America")
TARP_STUDIES: Final = Source(
    "TARP",
    None,
    "Studies of complaint handling in America",
    Label(
        "US households; as quoted second-hand: 9 or 10 told on average, 13 % tell more than 20.",
        "美国家庭；据转引：平均告诉9至10人，13%的人告诉20人以上。",
    ),
)
TENENHAUS_2005: Final = Source(
    "Tenenhaus, Esposito Vinzi, Chatelin and Lauro",
    2005,
    "PLS path modeling",
    Label("250 mobile phone customers, 24 questions from 1 to 10.", "250 位移动电话用户，24 道 1 至 10 分的题目。"),
)
TIMM: Final = Source(
    "Timm",
    None,
    "50 powerful ways to keep your customers",
    Label("As quoted in trade press; no data are given.", "据商业媒体转引，未给出数据。"),
)
WILSON_1927: Final = Source(
    "Wilson", 1927, "Probable inference, the law of succession, and statistical inference. JASA 22"
)
ZEITHAML_1993: Final = Source(
    "Zeithaml, Berry and Parasuraman", 1993, "The nature and determinants of customer expectations of service"
)
SCHREPP_2017_SHORT: Final = Source(
    "Schrepp, Hinderks and Thomaschewski",
    2017,
    "Design and evaluation of a short version of the User Experience Questionnaire (UEQ-S). IJIMAI 4(6)",
)
DEMING_1986: Final = Source("Deming", 1986, "Out of the Crisis (plan, do, check, act)")
KANO_1984: Final = Source(
    "Kano, Seraku, Takahashi and Tsuji",
    1984,
    "Attractive quality and must-be quality. Journal of the Japanese Society for Quality Control 14(2)",
)
BERGER_1993: Final = Source(
    "Berger et al.",
    1993,
    "Kano's methods for understanding customer-defined quality. Center for Quality of Management Journal 2(4)",
)
ABALO_2007: Final = Source(
    "Abalo, Varela and Manzano",
    2007,
    "Importance values for importance-performance analysis: a formula for spreading out values "
    "derived from preference rankings. Journal of Business Research 60(2)",
)
PARKER_2017: Final = Source(
    "Parker et al.",
    2017,
    "National Center for Health Statistics data presentation standards for proportions. "
    "Vital and Health Statistics 2(175)",
)
AMERICAN_2021: Final = Source("American Association for Public Opinion Research", 2021, "Disclosure standards")
