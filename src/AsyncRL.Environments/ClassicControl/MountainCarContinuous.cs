namespace AsyncRL.Environments.ClassicControl;

/// <summary>
/// MountainCar with a throttle instead of three gears: reach the flag with little force (Moore 1990), equal to Gymnasium's
/// <c>MountainCarContinuous-v0</c> step by step. The time limit is the registry's.
/// </summary>
/// <remarks>
/// <para>Observation: position (-1.2 to 0.6), velocity (-0.07 to 0.07). Action: one number, the force, clipped to -1 to 1.
/// Reward: -0.1 times the square of the action as given, not as clipped, and 100 more in the last step. Terminates at position
/// 0.45 or beyond with at least the goal's velocity, 0 unless told otherwise.</para>
/// <para>The state is rounded to single precision after each step, as Gymnasium's is; the step itself is taken in double
/// precision.</para>
/// </remarks>
public sealed class MountainCarContinuous : ContinuousEnvironment, IDrawable
{
    private const double Power = 0.0015;
    private const double Gravity = 0.0025;
    private const double Goal = 0.45;

    private readonly double goalVelocity;

    /// <summary>Creates the environment.</summary>
    /// <param name="goalVelocity">The least velocity at the flag that counts as reaching it.</param>
    public MountainCarContinuous(
        [EnvironmentOption("The least velocity at the flag that counts as reaching it.")] double goalVelocity = 0)
        : base(MountainTrack.ObservationSpace(), new Box(-1, 1, 1))
    {
        this.goalVelocity = goalVelocity;
    }

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public (int Width, int Height) PreferredSize => MountainTrack.PreferredSize;

    /// <inheritdoc/>
    public double FramesPerSecond => 30;

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames { get; } = ["force"];

    internal double Position { get; set; }

    internal double Velocity { get; set; }

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(Position);
        writer.Write(Velocity);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        Position = reader.ReadDouble();
        Velocity = reader.ReadDouble();
    }

    /// <inheritdoc/>
    public void Draw(PixelCanvas canvas) => MountainTrack.Draw(canvas, Position, Goal);

    /// <inheritdoc/>
    protected override void OnReset(Span<float> observation)
    {
        Position = MountainTrack.FirstPosition(Random);
        Velocity = 0;
        Observe(observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(ReadOnlySpan<float> action, Span<float> observation)
    {
        double force = Math.Clamp(action[0], -1f, 1f);
        double velocity = Velocity + ((force * Power) - (Gravity * Math.Cos(3 * Position)));
        velocity = Math.Clamp(velocity, -MountainTrack.TopSpeed, MountainTrack.TopSpeed);
        double position = Math.Clamp(Position + velocity, MountainTrack.Left, MountainTrack.Right);
        if (position == MountainTrack.Left && velocity < 0)
        {
            velocity = 0; // the left end is a wall that takes all speed
        }

        bool reached = position >= Goal && velocity >= goalVelocity;
        (Position, Velocity) = ((float)position, (float)velocity);
        Observe(observation);
        return new StepResult((reached ? 100 : 0) - (0.1 * ((double)action[0] * action[0])), reached);
    }

    private void Observe(Span<float> observation)
    {
        observation[0] = (float)Position;
        observation[1] = (float)Velocity;
    }
}
