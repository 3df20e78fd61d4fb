namespace AsyncRL.Environments.ClassicControl;

/// <summary>
/// Acrobot: two links hang from a fixed point; a torque between them must swing the free end up (Sutton 1996; Sutton and Barto
/// 2018), equal to Gymnasium's <c>Acrobot-v1</c> step by step. The time limit is the registry's.
/// </summary>
/// <remarks>
/// Observation: cosine and sine of the first link's angle from hanging down, cosine and sine of the second one's from the first,
/// both angular velocities (at most 4 pi and 9 pi rad/s). Actions: 0, 1, 2 are the torques -1, 0 and 1. Reward: -1 every step,
/// but 0 in the last. Terminates when the free end is more than one link's length above the fixed point.
/// </remarks>
public sealed class Acrobot : DiscreteEnvironment, IDrawable
{
    /// <summary>Creates the environment.</summary>
    public Acrobot()
        : base(
            new Box(
                [-1, -1, -1, -1, (float)-AcrobotState.TopVelocity1, (float)-AcrobotState.TopVelocity2],
                [1, 1, 1, 1, (float)AcrobotState.TopVelocity1, (float)AcrobotState.TopVelocity2]),
            actions: 3)
    {
    }

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public (int Width, int Height) PreferredSize => (40, 40);

    /// <inheritdoc/>
    public double FramesPerSecond => 15;

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames { get; } = ["torque -1", "none", "torque +1"];

    internal AcrobotState State { get; set; }

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(State.Angle1);
        writer.Write(State.Angle2);
        writer.Write(State.Velocity1);
        writer.Write(State.Velocity2);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        State = new AcrobotState(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
    }

    /// <inheritdoc/>
    public void Draw(PixelCanvas canvas)
    {
        canvas.Clear(new Rgb(245, 245, 240));
        double scale = Math.Min(canvas.Width, canvas.Height) / 4.4; // pixels a link
        double x = (canvas.Width - 1) / 2.0, y = (canvas.Height - 1) / 2.0;
        int goal = (int)Math.Round(y - scale);
        canvas.Fill(0, goal, canvas.Width, 1, new Rgb(190, 190, 185));
        double jointX = x + (scale * Math.Sin(State.Angle1)), jointY = y + (scale * Math.Cos(State.Angle1));
        double direction = State.Angle1 + State.Angle2;
        double endX = jointX + (scale * Math.Sin(direction)), endY = jointY + (scale * Math.Cos(direction));
        canvas.Line(x, y, jointX, jointY, new Rgb(0, 158, 115));
        canvas.Line(jointX, jointY, endX, endY, new Rgb(0, 114, 178));
        canvas.Disc(x, y, 0.5, new Rgb(40, 40, 40));
        canvas.Disc(jointX, jointY, 0.5, new Rgb(230, 159, 0));
        canvas.Disc(endX, endY, 1, new Rgb(213, 94, 0));
    }

    /// <inheritdoc/>
    protected override void OnReset(Span<float> observation)
    {
        // The first state is rounded to single precision; all later ones are not.
        State = new AcrobotState(
            (float)Random.Uniform(-0.1, 0.1), (float)Random.Uniform(-0.1, 0.1), (float)Random.Uniform(-0.1, 0.1),
            (float)Random.Uniform(-0.1, 0.1));
        Observe(observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(int action, Span<float> observation)
    {
        State = State.Step(action - 1);
        Observe(observation);
        bool up = State.IsUp;
        return new StepResult(up ? 0 : -1, up);
    }

    private void Observe(Span<float> observation)
    {
        observation[0] = (float)Math.Cos(State.Angle1);
        observation[1] = (float)Math.Sin(State.Angle1);
        observation[2] = (float)Math.Cos(State.Angle2);
        observation[3] = (float)Math.Sin(State.Angle2);
        observation[4] = (float)State.Velocity1;
        observation[5] = (float)State.Velocity2;
    }
}
