namespace AsyncRL.Algorithms;

/// <summary>REINFORCE without a baseline.</summary>
[Algorithm(
    "reinforce",
    "REINFORCE: the policy gradient of whole episodes x asynchronous actors (Williams 1992; " +
    "Sutton and Barto 2018, section 13.3).")]
internal sealed class ReinforceAlone() : ReinforceMethod(baseline: false);
