using AsyncRL.Environments;

namespace AsyncRL.Tests.Support;

/// <summary>Shows a point of a plane, and pays the less the farther the action is from it.</summary>
internal sealed class Reach() : ContinuousEnvironment(new Box(-1f, 1f, 2), new Box(-1f, 1f, 2))
{
    private float x;
    private float y;
    private int steps;

    public override bool CanSaveState => true;

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(x);
        writer.Write(y);
        writer.Write(steps);
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        x = reader.ReadSingle();
        y = reader.ReadSingle();
        steps = reader.ReadInt32();
    }

    protected override void OnReset(Span<float> observation)
    {
        steps = 0;
        Show(observation);
    }

    protected override StepResult OnStep(ReadOnlySpan<float> action, Span<float> observation)
    {
        float errorX = action[0] - x, errorY = action[1] - y;
        Show(observation);
        return new StepResult(-((errorX * errorX) + (errorY * errorY)), Terminated: ++steps == 10);
    }

    private void Show(Span<float> observation)
    {
        observation[0] = x = (float)Random.Uniform(-1, 1);
        observation[1] = y = (float)Random.Uniform(-1, 1);
    }
}
