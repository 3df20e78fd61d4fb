using AsyncRL.Environments;

namespace AsyncRL.Tests.Support;

/// <summary>
/// Stands on one of the stairs 5 to 9 and goes down, stays or goes up (-1, 0, 1); pays at the top. Spaces do not start at 0.
/// </summary>
internal sealed class Stairs() : Environments.Environment(new Discrete(5, start: 5), new Discrete(3, start: -1))
{
    private int stair;
    private int steps;

    public override bool CanSaveState => true;

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(stair);
        writer.Write(steps);
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        stair = reader.ReadInt32();
        steps = reader.ReadInt32();
    }

    protected override void OnReset(Span<float> observation)
    {
        steps = 0;
        observation[0] = stair = 5 + Random.Integers(0, 3);
    }

    protected override StepResult OnStep(EnvironmentAction action, Span<float> observation)
    {
        stair = Math.Clamp(stair + action.Discrete, 5, 9);
        observation[0] = stair;
        return new StepResult(stair == 9 ? 1 : 0, Terminated: ++steps == 8);
    }
}
