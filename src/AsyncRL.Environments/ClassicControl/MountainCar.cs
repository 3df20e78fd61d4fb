namespace AsyncRL.Environments.ClassicControl;

/// <summary>
/// MountainCar: a car too weak for the hill must swing back and forth to reach the flag (Moore 1990; Sutton and Barto 2018,
/// example
/// 10.1), equal to Gymnasium's <c>MountainCar-v0</c> step by step. The time limit is the registry's.
/// </summary>
/// <remarks>
/// Observation: position (-1.2 to 0.6), velocity (-0.07 to 0.07). Actions: 0 accelerates to the left, 1 not at all, 2 to the
/// right. Reward: -1 every step. Terminates at position 0.5 or beyond with at least the goal's velocity, 0 unless told otherwise.
/// </remarks>
public sealed class MountainCar : DiscreteEnvironment, IDrawable
{
    private const double Force = 0.001;
    private const double Gravity = 0.0025;
    private const double Goal = 0.5;

    private readonly double goalVelocity;

    /// <summary>Creates the environment.</summary>
    /// <param name="goalVelocity">The least velocity at the flag that counts as reaching it.</param>
    public MountainCar([EnvironmentOption("The least velocity at the flag that counts as reaching it.")] double goalVelocity = 0)
        : base(MountainTrack.ObservationSpace(), actions: 3)
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
    public IReadOnlyList<string> ActionNames { get; } = ["left", "coast", "right"];

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
    protected override StepResult OnStep(int action, Span<float> observation)
    {
        Velocity += ((action - 1) * Force) + (Math.Cos(3 * Position) * -Gravity);
        Velocity = Math.Clamp(Velocity, -MountainTrack.TopSpeed, MountainTrack.TopSpeed);
        Position = Math.Clamp(Position + Velocity, MountainTrack.Left, MountainTrack.Right);
        if (Position == MountainTrack.Left && Velocity < 0)
        {
            Velocity = 0; // the left end is a wall that takes all speed
        }

        Observe(observation);
        return new StepResult(-1, Position >= Goal && Velocity >= goalVelocity);
    }

    private void Observe(Span<float> observation)
    {
        observation[0] = (float)Position;
        observation[1] = (float)Velocity;
    }
}
