using AsyncRL.Environments;

namespace AsyncRL.Tests.Support;

/// <summary>
/// Shows one of some signals at every step, and pays where the action is the signal's own: its number modulo the actions.
/// </summary>
/// <param name="first">Element that shows signal 0.</param>
/// <param name="signals">How many there are.</param>
/// <param name="actions">Actions.</param>
/// <param name="length">Steps of an episode.</param>
/// <param name="pays">What the right action pays.</param>
internal sealed class Signals(int first, int signals, int actions, int length, double pays = 1)
    : DiscreteEnvironment(new Box(0f, 1f, first + signals), actions)
{
    private int shown;
    private int step;

    /// <summary>The return of an episode of right actions.</summary>
    public double Best => length * pays;

    public override bool CanSaveState => true;

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(shown);
        writer.Write(step);
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        shown = reader.ReadInt32();
        step = reader.ReadInt32();
    }

    protected override void OnReset(Span<float> observation)
    {
        step = 0;
        Show(observation);
    }

    protected override StepResult OnStep(int action, Span<float> observation)
    {
        double reward = action == shown % ((Discrete)ActionSpace).Count ? pays : 0;
        Show(observation);
        return new StepResult(reward, Terminated: ++step == length);
    }

    private void Show(Span<float> observation)
    {
        shown = Random.Integers(0, signals);
        observation.Clear();
        observation[first + shown] = 1f;
    }
}
