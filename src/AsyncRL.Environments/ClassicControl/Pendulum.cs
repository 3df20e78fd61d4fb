namespace AsyncRL.Environments.ClassicControl;

/// <summary>
/// Pendulum: swing a pendulum up with a torque too weak to lift it at once, and hold it, equal to Gymnasium's <c>Pendulum-v1</c>
/// step by step. It never terminates; the time limit is the registry's.
/// </summary>
/// <remarks>
/// Observation: cosine and sine of the angle from upright, angular velocity (-8 to 8 rad/s). Action: one number, the torque,
/// clipped to -2 to 2. Reward, from the state before the step: -(angle² + 0.1 velocity² + 0.001 torque²), the angle taken between
/// -pi and pi; 0 is the best, -16.3 the worst.
/// </remarks>
public sealed class Pendulum : ContinuousEnvironment, IDrawable
{
    private const double Length = 1;
    private const double Tau = 0.05; // seconds per step
    private const double TopSpeed = 8;
    private const float MaxTorque = 2;

    private readonly double gravityPull; // radians a second squared, at the horizontal
    private float lastTorque; // shown only

    /// <summary>Creates the environment.</summary>
    /// <param name="g">Acceleration by gravity, in m/s².</param>
    public Pendulum([EnvironmentOption("Acceleration by gravity, in m/s².")] double g = 10)
        : base(new Box([-1, -1, (float)-TopSpeed], [1, 1, (float)TopSpeed]), new Box(-MaxTorque, MaxTorque, 1))
    {
        gravityPull = 3 * g / (2 * Length);
    }

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public (int Width, int Height) PreferredSize => (40, 40);

    /// <inheritdoc/>
    public double FramesPerSecond => 30;

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames { get; } = ["torque"];

    internal double Angle { get; set; }

    internal double AngularVelocity { get; set; }

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(Angle);
        writer.Write(AngularVelocity);
        writer.Write(lastTorque);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        Angle = reader.ReadDouble();
        AngularVelocity = reader.ReadDouble();
        lastTorque = reader.ReadSingle();
    }

    /// <inheritdoc/>
    public void Draw(PixelCanvas canvas)
    {
        canvas.Clear(new Rgb(245, 245, 240));
        double x = (canvas.Width - 1) / 2.0, y = (canvas.Height - 1) / 2.0;
        double reach = 0.42 * Math.Min(canvas.Width, canvas.Height);
        double endX = x - (reach * Math.Sin(Angle)), endY = y - (reach * Math.Cos(Angle));
        canvas.Line(x, y, endX, endY, new Rgb(204, 77, 77));
        canvas.Disc(endX, endY, Math.Max(reach / 8, 1), new Rgb(204, 77, 77));
        canvas.Disc(x, y, 0.5, new Rgb(40, 40, 40));

        // A bar along the bottom: the torque, to the left where it turns counter-clockwise (angles grow that way).
        int length = (int)Math.Round(Math.Abs(lastTorque) / MaxTorque * (canvas.Width / 2.0));
        canvas.Fill(
            lastTorque > 0 ? (canvas.Width / 2) - length : canvas.Width / 2, canvas.Height - 1, length, 1, new Rgb(0, 114, 178));
    }

    /// <inheritdoc/>
    protected override void OnReset(Span<float> observation)
    {
        Angle = Random.Uniform(-Math.PI, Math.PI);
        AngularVelocity = Random.Uniform(-1, 1);
        lastTorque = 0;
        Observe(observation);
    }

    /// <inheritdoc/>
    protected override StepResult OnStep(ReadOnlySpan<float> action, Span<float> observation)
    {
        double torque = Math.Clamp(action[0], -MaxTorque, MaxTorque);
        double angle = Normalize(Angle);
        double cost = (angle * angle) + (0.1 * (AngularVelocity * AngularVelocity)) + (0.001 * (torque * torque));

        double acceleration = (gravityPull * Math.Sin(Angle)) + (3 * torque); // mass and length are 1
        AngularVelocity = Math.Clamp(AngularVelocity + (acceleration * Tau), -TopSpeed, TopSpeed);
        Angle += AngularVelocity * Tau; // the velocity after the step
        lastTorque = (float)torque;
        Observe(observation);
        return new StepResult(-cost, false);
    }

    /// <summary>The same angle between -pi and pi.</summary>
    private static double Normalize(double angle)
    {
        double turned = (angle + Math.PI) % (2 * Math.PI);
        return (turned < 0 ? turned + (2 * Math.PI) : turned) - Math.PI;
    }

    private void Observe(Span<float> observation)
    {
        observation[0] = (float)Math.Cos(Angle);
        observation[1] = (float)Math.Sin(Angle);
        observation[2] = (float)AngularVelocity;
    }
}
