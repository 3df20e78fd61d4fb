namespace AsyncRL.Environments;

/// <summary>What a mask of legal actions must satisfy.</summary>
public static class ActionMask
{
    /// <summary>Whether a mask leaves at least one legal value of every choice.</summary>
    /// <param name="legal">One flag per value of each choice, choice after choice.</param>
    /// <param name="choiceCounts">How many values each choice has; their sum is the number of flags.</param>
    /// <returns>Whether an action can be taken at all.</returns>
    public static bool LeavesEveryChoice(ReadOnlySpan<bool> legal, ReadOnlySpan<int> choiceCounts)
    {
        foreach (int count in choiceCounts)
        {
            if (!legal[..count].Contains(true))
            {
                return false;
            }

            legal = legal[count..];
        }

        return true;
    }
}
