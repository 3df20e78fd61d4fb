namespace AsyncRL.Evaluation;

/// <summary>What an environment measured of each episode of an evaluation, besides its return.</summary>
/// <param name="Name">What was measured, as <see cref="Environments.IEpisodeMeasures"/> names it.</param>
/// <param name="Values">The measure of each episode, in the order of their seeds.</param>
public sealed record EpisodeMeasure(string Name, IReadOnlyList<double> Values)
{
    /// <summary>Mean over the episodes.</summary>
    public double Mean => Values.Average();

    /// <summary>Greatest of all episodes.</summary>
    public double Greatest => Values.Max();
}
