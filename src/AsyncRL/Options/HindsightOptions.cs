namespace AsyncRL;

/// <summary>
/// Hindsight experience replay (Andrychowicz et al. 2017): learning from transitions as if what their
/// episode achieved had been its goal.
/// </summary>
public sealed record HindsightOptions : OptionRecord
{
    /// <summary>Which achieved goals transitions are relabeled with. Default none.</summary>
    [Option(
        "Relabels transitions with a goal that their episode achieved: later (future), last (final), or at any time (episode).",
        Source = "Andrychowicz et al. 2017: future")]
    public HindsightStrategy Strategy { get; init => field = Given(value); } = HindsightStrategy.None;

    /// <summary>Relabeled transitions for each one that keeps its own goal. Default 4.</summary>
    [Option(
        "Relabeled transitions for each one that keeps its own goal.", Source = "Andrychowicz et al. 2017",
        Min = 0, Max = 1_000)]
    public double K { get; init => field = Given(value); } = 4;
}
