using AsyncRL.Environments;
using AsyncRL.Environments.Tabular;
using Environment = AsyncRL.Environments.Environment;

namespace AsyncRL.Studies.Tests.Tabular;

/// <summary>
/// The stairs first to first + 4, climbed from the lowest by the moves move to move + 2: down, stay, up. The top pays 1 and ends
/// it. A table counts both from 0.
/// </summary>
internal sealed class Stairs(int first, int move)
    : Environment(new Discrete(5, first), new Discrete(3, move)), ITabularModel
{
    private readonly TransitionTable table = new(3, [1, 0, 0, 0, 0], (s, a) =>
    {
        int next = Math.Clamp(s + a - 1, 0, 4);
        return [new Transition(1, next, next == 4 ? 1 : 0, next == 4)];
    });

    private int state;

    /// <summary>What is observed too much.</summary>
    public float Error { get; init; }

    public int States => 5;

    public int Actions => 3;

    public ReadOnlySpan<double> InitialDistribution => table.InitialDistribution;

    public ReadOnlySpan<Transition> Transitions(int state, int action) => table.Transitions(state, action);

    protected override void OnReset(Span<float> observation)
    {
        state = 0;
        observation[0] = first + Error;
    }

    protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        Transition outcome = table.Transitions(state, action.Discrete - move)[0];
        state = outcome.Next;
        observation[0] = first + state;
        return new StepResult(outcome.Reward, outcome.Terminated);
    }
}
