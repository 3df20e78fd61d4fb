namespace AsyncRL;

/// <summary>A parameter server and the bundles that learn for it (Nair et al. 2015); read by gorila alone.</summary>
public sealed record GorilaOptions : OptionRecord
{
    /// <summary>Whether each bundle has a replay memory of its own, or all have one together. Default local.</summary>
    [Option(
        "local: each bundle has a replay memory of its own, as replay.* says; global: all fill one, and draw from it.",
        Source = "Nair et al. 2015")]
    public ReplayPlace Replay { get; init => field = Given(value); } = ReplayPlace.Local;

    /// <summary>Shards: slices of the parameters, each with a lock and a version of its own. Default 4.</summary>
    [Option(
        "Shards of the parameter server: slices of the parameters, each with a lock and a version of its own.",
        Source = "Nair et al. 2015: 31", Min = 1, Max = 4096)]
    public int Shards { get; init => field = Given(value); } = 4;

    /// <summary>Steps that a bundle plays from one pull of the parameters to its next. Default 32.</summary>
    [Option(
        "Steps that a bundle plays from one pull of the parameters to its next; what it plays and learns in between is as old.",
        Source = "Nair et al. 2015: 1", Min = 1, Max = 1_000_000)]
    public int PullInterval { get; init => field = Given(value); } = 32;

    /// <summary>Updates of the server from one refresh of the target network to the next. Default 2,500.</summary>
    [Option(
        "Updates of the server from one refresh of the target network to the next.",
        Source = "Nair et al. 2015: 60,000", Min = 1)]
    public long TargetUpdates { get; init => field = Given(value); } = 2_500;

    /// <summary>
    /// Updates of the server since a gradient's parameters were pulled, above which it is dropped; 0 drops none. Default 500.
    /// </summary>
    [Option(
        "Updates of the server since a gradient's parameters were pulled, above which it is dropped; 0 drops none.",
        Source = "Nair et al. 2015", Min = 0)]
    public long MaxStaleness { get; init => field = Given(value); } = 500;

    /// <summary>
    /// Standard deviations by which a minibatch's absolute loss may exceed the bundle's running mean before its gradient is
    /// dropped; 0 drops none. Default 4.
    /// </summary>
    [Option(
        "Standard deviations by which a minibatch's absolute loss may exceed the bundle's running mean before its gradient is " +
        "dropped; 0 drops none.",
        Source = "Nair et al. 2015", Min = 0, Max = 1_000_000)]
    public double OutlierDeviations { get; init => field = Given(value); } = 4;
}
