namespace AsyncRL.Environments;

/// <summary>What an environment must never answer, wherever it is played.</summary>
internal static class Answers
{
    /// <summary>
    /// The greatest reward that networks learn from: squares of more, summed over a network, are infinite in float32, and the run
    /// would seem to diverge, whatever the learning rate.
    /// </summary>
    public const double GreatestLearned = 1e12;

    // Squares of larger numbers, which a standard deviation needs, may be infinite.
    private const double GreatestReward = 1e100;

    /// <summary>What is wrong with an answer.</summary>
    /// <param name="result">The answer; nothing for a reset.</param>
    /// <param name="space">What observations look like.</param>
    /// <param name="observation">The observation.</param>
    /// <returns>The fault in words that follow the environment's name; null where nothing is wrong.</returns>
    public static string? FindFault(in StepResult result, Space space, ReadOnlySpan<float> observation) =>
        FindFault(result.Reward) ?? FindFault(observation) ?? FindWrongChoice(space, observation);

    /// <summary>What is wrong with a reward.</summary>
    /// <param name="reward">The reward.</param>
    /// <returns>The fault; null where nothing is wrong.</returns>
    public static string? FindFault(double reward) =>
        !double.IsFinite(reward)
            ? FormattableString.Invariant($"returned the reward {reward}, which is not a finite number")
            : Math.Abs(reward) > GreatestReward
                ? FormattableString.Invariant($"returned the reward {reward}, which is too large to be averaged")
                : null;

    /// <summary>What is wrong with an observation, whatever its space.</summary>
    /// <param name="observation">The observation.</param>
    /// <returns>The fault; null where nothing is wrong.</returns>
    public static string? FindFault(ReadOnlySpan<float> observation)
    {
        int bad = Finite.FirstNonfinite(observation);
        return bad < 0 ? null : FormattableString.Invariant(
            $"returned {observation[bad]} as element {bad} of its observation, which is not a finite number");
    }

    // A number beyond the bounds of a box can be learned from; a choice that does not exist cannot even be written one-hot.
    private static string? FindWrongChoice(Space space, ReadOnlySpan<float> observation)
    {
        if (space is CompositeSpace composite)
        {
            foreach (SpacePart part in composite.Parts)
            {
                if (FindWrongChoice(part.Space, part.Of(observation)) is { } fault)
                {
                    return $"{fault} (part '{part.Name}')";
                }
            }
        }
        else if (space is not Box && space.FindViolation(observation) is { } found)
        {
            return FormattableString.Invariant(
                $"returned {found.Value} as {found.Where} of its observation in {space}, but {found.Expected}");
        }

        return null;
    }
}
