from servicekit.comments._classifier import classify_comments as classify_comments
from servicekit.comments._classifier import train_classifier as train_classifier
from servicekit.comments._coding import calibrated_share as calibrated_share
from servicekit.comments._coding import coding_sheet as coding_sheet
from servicekit.comments._examples import example_comments as example_comments
from servicekit.comments._mentions import find_topics as find_topics
from servicekit.comments._privacy import mask_personal_data as mask_personal_data
from servicekit.comments._topic_shares import topic_shares as topic_shares
from servicekit.comments._topics import TOPIC_RULES as TOPIC_RULES
from servicekit.comments._topics import topic_rules_from_toml as topic_rules_from_toml

# reachable, not listed
from servicekit.comments._classifier import CommentClassifier as CommentClassifier
from servicekit.comments._coding import CalibratedShare as CalibratedShare
from servicekit.comments._examples import Quotation as Quotation
from servicekit.comments._mentions import TopicMention as TopicMention
from servicekit.comments._topic_shares import TopicShare as TopicShare
from servicekit.comments._topic_shares import TopicShares as TopicShares
from servicekit.comments._topics import Topic as Topic
