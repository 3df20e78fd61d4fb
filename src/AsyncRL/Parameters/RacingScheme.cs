namespace AsyncRL.Parameters;

/// <summary>Hogwild!: all actors write theta itself, under the contract of <see cref="SharedParameters"/>.</summary>
/// <param name="shared">The shared memory.</param>
/// <param name="actors">How many actors there are.</param>
internal sealed class RacingScheme(SharedParameters shared, int actors) : SharingScheme
{
    private readonly RacingParameters[] parameters =
        [.. Enumerable.Range(0, actors).Select(_ => new RacingParameters(shared, isAlone: actors == 1))];

    /// <inheritdoc/>
    public override ActorParameters this[int actor] => parameters[actor];
}
