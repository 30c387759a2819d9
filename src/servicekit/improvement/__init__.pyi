from servicekit.improvement._action import Action as Action
from servicekit.improvement._action import ActionKind as ActionKind
from servicekit.improvement._action import register_balance as register_balance
from servicekit.improvement._prevention_value import prevention_value as prevention_value
from servicekit.improvement._register import ActionRegister as ActionRegister
from servicekit.improvement._steps import ActionStep as ActionStep

# reachable, not listed
from servicekit.improvement._action import RegisterBalance as RegisterBalance
from servicekit.improvement._prevention_value import PreventionValue as PreventionValue
from servicekit.improvement._steps import ActionEvent as ActionEvent
from servicekit.improvement._steps import ActionState as ActionState
