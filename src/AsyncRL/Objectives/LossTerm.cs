namespace AsyncRL.Objectives;

/// <summary>A sum that an objective reports, such as <c>train/value_loss</c>.</summary>
/// <param name="Tag">Name in the metrics. Stable-Baselines3's where it has one. <see cref="Entropy"/> also watches over a policy
/// that stops exploring.</param>
public readonly record struct LossTerm(string Tag)
{
    /// <summary>Tag of the policy's entropy in nats.</summary>
    public const string Entropy = "train/entropy";
}
