from servicekit.improvement._action import Action as Action
from servicekit.improvement._action import ActionKind as ActionKind
from servicekit.improvement._action import register_balance as register_balance
from servicekit.improvement._prevention_value import prevention_value as prevention_value

# reachable, not listed
from servicekit.improvement._action import RegisterBalance as RegisterBalance
from servicekit.improvement._prevention_value import PreventionValue as PreventionValue
