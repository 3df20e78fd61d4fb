// A game of ten lines: stay in the lane that is free of the coming obstacle. Three lanes, 50 steps per episode.
using AsyncRL.Environments;

public sealed class LaneRunner() : DiscreteEnvironment(new Box(0f, 1f, 6), actions: 3)
{
    private int lane, obstacle, step;

    protected override void OnReset(Span<float> observation)
    {
        (lane, obstacle, step) = (1, Random.Integers(0, 3), 0);
        Observe(observation);
    }

    protected override StepResult OnStep(int action, Span<float> observation)
    {
        lane = Math.Clamp(lane + action - 1, 0, 2);
        bool hit = lane == obstacle;
        obstacle = Random.Integers(0, 3);
        Observe(observation);
        return new StepResult(Reward: hit ? -1 : 1, Terminated: hit, Truncated: ++step == 50);
    }

    private void Observe(Span<float> observation)
    {
        observation.Clear();
        observation[lane] = observation[3 + obstacle] = 1;
    }
}
