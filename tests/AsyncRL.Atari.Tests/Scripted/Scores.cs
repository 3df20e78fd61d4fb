namespace AsyncRL.Atari.Tests.Scripted;

/// <summary>Scores and lengths of episodes.</summary>
internal sealed record Scores(int[] Points, int[] Frames)
{
    public double Mean => Points.Average();

    public double Deviation => Math.Sqrt(Points.Average(points => (points - Mean) * (points - Mean)));

    public override string ToString() => FormattableString.Invariant(
        $"{Mean:F1} ± {Deviation:F1} ({Points.Min()} to {Points.Max()}), {Frames.Average():F0} frames, longest {Frames.Max()}");
}
