namespace AsyncRL.Tests.Recorded;

/// <summary>What a training ended with, told by hashes of all its bits.</summary>
/// <param name="Parameters">The policy's parameters: names and values.</param>
/// <param name="Statistics">
/// The optimizer's statistics, the target network and the normalization of observations: values, without their names and order.
/// </param>
/// <param name="Play">Returns and lengths of evaluation episodes, greedy and sampled.</param>
internal sealed record TrainingHashes(string Parameters, string Statistics, string Play)
{
    public override string ToString() => $"{Parameters} {Statistics} {Play}";
}
