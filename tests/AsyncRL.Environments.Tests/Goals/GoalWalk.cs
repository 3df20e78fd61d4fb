namespace AsyncRL.Environments.Tests.Goals;

/// <summary>A walk on a line of whole numbers to a place that is drawn; right, or broken in one way.</summary>
internal sealed class GoalWalk(string how = "well") : GoalEnvironment(new Box(-20, 20, 1), new Box(-20, 20, 1), new Discrete(2))
{
    private int position;
    private int asked;

    public override bool CanSaveState => true;

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(position);
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        position = reader.ReadInt32();
    }

    protected override void Begin(Span<float> goal)
    {
        position = 0;
        goal[0] = how == "never away" ? 0 : Random.Integers(-3, 4);
    }

    protected override void Act(EnvironmentAction action) => position = Math.Clamp(position + (2 * action.Discrete) - 1, -20, 20);

    protected override void Observe(Span<float> observation, Span<float> achieved) => observation[0] = achieved[0] = position;

    protected override bool IsReached(ReadOnlySpan<float> achieved, ReadOnlySpan<float> desired) => achieved[0] == desired[0];

    protected override double RewardOf(ReadOnlySpan<float> achieved, ReadOnlySpan<float> desired, bool reached) => how switch
    {
        "state pays" => position > 2 ? 1 : -1,
        "questions count" => asked++ > 2_000 ? 1 : -1,
        "far goals pay infinity" => 1 / (Math.Abs(achieved[0] - desired[0]) - 7),
        _ => base.RewardOf(achieved, desired, reached),
    };
}
