using AsyncRL.Environments;

namespace OwnAlgorithm.Tests;

/// <summary>
/// A ladder of four rungs. Action k steps to rung k + 1 and is legal from rung k on; others throw. A step costs 0.1, and the
/// last rung, where the episode ends, pays 1. After ten steps the episode is cut.
/// </summary>
internal sealed class Stepladder() : DiscreteEnvironment(new Box(0f, 1f, Rungs + 1), actions: Rungs)
{
    public const int Rungs = 4;
    public const double Best = 1 - 0.1 * (Rungs - 1);

    private int rung;
    private int steps;

    public override bool HasActionMask => true;

    public override bool CanSaveState => true;

    public override void WriteActionMask(Span<bool> legal)
    {
        for (int a = 0; a < legal.Length; a++)
        {
            legal[a] = a <= rung;
        }
    }

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(rung);
        writer.Write(steps);
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        (rung, steps) = (reader.ReadInt32(), reader.ReadInt32());
    }

    protected override void OnReset(Span<float> observation)
    {
        (rung, steps) = (0, 0);
        Observe(observation);
    }

    protected override StepResult OnStep(int action, Span<float> observation)
    {
        if (action > rung)
        {
            throw new InvalidOperationException($"action {action} is illegal on rung {rung}");
        }

        rung = action + 1;
        Observe(observation);
        bool up = rung == Rungs;
        return new StepResult(up ? 1 : -0.1, Terminated: up, Truncated: ++steps == 10 && !up);
    }

    private void Observe(Span<float> observation)
    {
        observation.Clear();
        observation[rung] = 1;
    }
}
