using AsyncRL.Neural;

namespace AsyncRL.Parameters;

/// <summary>
/// Hogwild!: theta itself, which all actors write at once under the contract of <see cref="SharedParameters"/>.
/// </summary>
/// <param name="shared">The shared memory.</param>
/// <param name="isAlone">Whether there is one actor only, so that no other changes theta in the course of a segment.</param>
internal sealed class RacingParameters(SharedParameters shared, bool isAlone) : ActorParameters
{
    public override ParameterVector Theta => shared.Theta;

    public override bool StandsStill => isAlone;

    public override bool MovesWhileStopped => false;

    public override OptimizerState? OwnStatistics { get; } = shared.Statistics is null
        ? shared.Optimizer.CreateState(shared.Model)
        : null;

    public override long BeginSegment() => shared.Updates;

    public override long Apply(Model model, ReadOnlySpan<float> rates, ReadOnlySpan<float> scales) =>
        shared.Apply(model, OwnStatistics, rates, scales);
}
