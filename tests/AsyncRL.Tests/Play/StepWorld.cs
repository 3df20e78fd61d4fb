using AsyncRL.Environments;

namespace AsyncRL.Tests.Play;

/// <summary>
/// Shows its number, the episode, the step of it and the last action, and pays its number and a hundredth of the step. An episode
/// ends after so many steps, in a terminal state or cut, by turns.
/// </summary>
/// <param name="number">Its number.</param>
/// <param name="length">Steps of an episode.</param>
internal sealed class StepWorld(int number, int length) : DiscreteEnvironment(new Box(-1e6f, 1e6f, 4), actions: 3)
{
    private int episode = -1;
    private int step;

    public override bool CanSaveState => true;

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(episode);
        writer.Write(step);
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        episode = reader.ReadInt32();
        step = reader.ReadInt32();
    }

    protected override void OnReset(Span<float> observation)
    {
        episode++;
        step = 0;
        Show(observation, -1);
    }

    protected override StepResult OnStep(int action, Span<float> observation)
    {
        step++;
        Show(observation, action);
        bool ends = step == length;
        return new StepResult(number + step * 0.01, Terminated: ends && episode % 2 == 0, Truncated: ends && episode % 2 == 1);
    }

    private void Show(Span<float> observation, int action)
    {
        observation[0] = number;
        observation[1] = episode;
        observation[2] = step;
        observation[3] = action;
    }
}
