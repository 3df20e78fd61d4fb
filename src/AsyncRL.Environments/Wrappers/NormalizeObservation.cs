namespace AsyncRL.Environments;

/// <summary>
/// Scales observations by the running mean and deviation of all that this instance has seen, clipped to [-10, 10]. For training
/// prefer the option <c>normalize_observations</c>, whose statistics all actors share and the model keeps.
/// </summary>
public sealed class NormalizeObservation : ObservationWrapper
{
    private const float Limit = 10f;
    private const double LeastVariance = 1e-8;

    private readonly RunningMoments moments;

    /// <summary>Wraps an environment.</summary>
    /// <param name="inner">The environment.</param>
    public NormalizeObservation(Environment inner)
        : base(inner, new Box(-Limit, Limit, [.. BoxOf(inner, nameof(NormalizeObservation)).Shape])) =>
        moments = new RunningMoments(inner.ObservationSpace.Length);

    /// <summary>Whether the statistics stay what they are: for evaluation. False at first.</summary>
    public bool IsFrozen { get; set; }

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(IsFrozen);
        moments.Save(writer);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        IsFrozen = reader.ReadBoolean();
        moments.Load(reader);
    }

    /// <inheritdoc/>
    protected override void Transform(Span<float> inner, Span<float> observation, bool begins)
    {
        if (!IsFrozen)
        {
            moments.Add(inner);
        }

        for (int i = 0; i < observation.Length; i++)
        {
            double scaled = (inner[i] - moments.Mean(i)) / Math.Sqrt(moments.Variance(i) + LeastVariance);
            observation[i] = (float)Math.Clamp(scaled, -Limit, Limit);
        }
    }
}
