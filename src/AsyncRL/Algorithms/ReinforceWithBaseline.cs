namespace AsyncRL.Algorithms;

/// <summary>REINFORCE with a learnt value as baseline.</summary>
[Algorithm(
    "reinforce-baseline",
    "REINFORCE with a learned value as baseline x asynchronous actors (Williams 1992; Sutton and Barto 2018, section 13.4).")]
internal sealed class ReinforceWithBaseline() : ReinforceMethod(baseline: true);
