using AsyncRL.Environments;
using AsyncRL.Evaluation;

namespace AsyncRL.Tabular;

/// <summary>Plays the policy of a table.</summary>
internal sealed class TabularAgent(TabularSolution solution) : IAgent
{
    public void BeginEpisode(ulong seed)
    {
    }

    // A method that never met a state does not know which of its actions are illegal.
    public EnvironmentAction Act(ReadOnlySpan<float> observation, ReadOnlySpan<bool> legal)
    {
        int action = solution.Policy[(int)observation[0] - solution.FirstState];
        return legal.IsEmpty || legal[action - solution.FirstAction] ? action : solution.FirstAction + legal.IndexOf(true);
    }
}
