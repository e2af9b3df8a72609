//! Codes about decisions that cannot keep a promise.

codes! {
    LOAD_DIVERGES = "P0101" Error "load that never settles":
        "Calls that go in a circle multiply: when a round adds as many calls as it began with, no number of pods is enough.";
    OVER_CAPACITY = "P0201" Error "demand over the hard capacity":
        "Even with every pod at its CPU limit the maximum of replicas cannot carry the peak.";
    SHORT_OF_CAPACITY = "P0202" Warning "maximum below what the peak needs":
        "At the peak the pods would work above the utilization that is aimed at: requests queue, and a burst finds no room.";
    BEYOND_COUNTING = "P0203" Error "more pods than can be counted on":
        "No Deployment of ten thousand pods is planned for: a rate, a time or a growth is probably mistyped.";
    NO_MAXIMUM = "P0204" Error "autoscaler without a maximum":
        "An autoscaler needs to know where to stop. The maximum follows from load and work, where both are known; else it has to be written.";
    OVER_BUDGET = "P0401" Error "cost over the budget":
        "What has a price costs more than the budget of the environment even at its fewest pods, by the prices of the platform.";
    MAYBE_OVER_BUDGET = "P0402" Warning "cost that may go over the budget":
        "At its most pods an environment costs more than its budget, by the prices of the platform.";
    BUDGET_IN_PART = "P0403" Warning "budget that does not count everything":
        "What has no price is not in the sum that the budget is compared with.";
    POOL_TOO_SMALL = "P0301" Warning "node pool too small":
        "At their most, the pods ask for more nodes than the pool may have; some of them would stay pending.";
    POD_TOO_LARGE = "P0302" Error "pod that fits no node":
        "No node of the platform has room for the pod's requests: it would stay pending for ever.";
}
