using AsyncRL.Environments;
using AsyncRL.Environments.MinAtar;

namespace AsyncRL.Games;

/// <summary>MinAtar's Space Invaders with 100 for each alien: one game of many whose rewards are of another size.</summary>
[Environment("MinAtar/HundredfoldInvaders-v0", Description = "MinAtar/SpaceInvaders-v0 with 100 for each alien.")]
public sealed class HundredfoldInvaders() : Wrapper(new SpaceInvaders(useMinimalActionSet: false))
{
    protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        StepResult result = Inner.Step(action, observation);
        return result with { Reward = 100 * result.Reward };
    }
}
