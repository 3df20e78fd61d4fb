using System.Globalization;
using AsyncRL.Environments;

namespace AsyncRL;

/// <summary>Chooses an algorithm for an environment: what <c>asyncrl train auto</c> trains with.</summary>
/// <param name="Name">Name of the algorithm.</param>
/// <param name="Reason">Why, in a clause.</param>
public sealed record AutomaticAlgorithm(string Name, string Reason)
{
    /// <summary>The name that asks for a choice.</summary>
    public const string Auto = "auto";

    // From here on a step costs more than learning several times from it: a minibatch of sac's 256-256 networks takes some 3 ms
    // on one core, one of ppo's or dqn's small ones well below 1.
    private const double CostlyStep = 1e-3;

    /// <summary>Chooses by the spaces and by what a step costs.</summary>
    /// <param name="preview">The environment.</param>
    /// <returns>The choice.</returns>
    public static AutomaticAlgorithm For(EnvironmentPreview preview)
    {
        ArgumentNullException.ThrowIfNull(preview);
        double seconds = preview.Profile?.SecondsPerStep ?? 0;
        bool isCostly = seconds >= CostlyStep;
        string cost = isCostly
            ? string.Create(
                CultureInfo.InvariantCulture, $"a step takes {seconds * 1e3:F1} ms, so each is learned from many times")
            : "steps cost little, so fresh ones are learned from";
        return (preview.ActionSpace, isCostly) switch
        {
            (Box { IsBounded: true }, true) => new("sac", $"continuous actions, and {cost}"),
            (Box, _) => new("ppo", $"continuous actions, and {cost}"),
            (Discrete, true) => new("dqn", $"one choice among {((Discrete)preview.ActionSpace).Count} actions, and {cost}"),
            (Discrete discrete, false) => new("ppo", $"one choice among {discrete.Count} actions, and {cost}"),
            _ => new("ppo", "several choices at once, which it makes together"),
        };
    }
}
