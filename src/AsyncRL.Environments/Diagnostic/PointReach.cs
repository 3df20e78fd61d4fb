namespace AsyncRL.Environments.Diagnostic;

/// <summary>
/// Push a point with inertia over a square floor to a place that changes with every episode, with no reward before it arrives:
/// continuous control that needs hindsight (Andrychowicz et al. 2017).
/// </summary>
/// <remarks>
/// <para>Observation: <c>observation</c>, the position, -1 to 1 along both axes, and the velocity in units of the top speed, -1
/// to 1; <c>achieved_goal</c>, the position; <c>desired_goal</c>, the place. Action: the push along both axes, clipped to -1 to
/// 1. A step keeps 0.8 of the velocity, adds 0.02 times the push, and moves the point by what results, 0.1 at most; a wall stops
/// it along its axis.</para>
/// <para>Position and place are uniform over the floor, at least 0.5 apart. Reward: -1 a step; 0 for the step after which the
/// point is within the radius of the place, which ends the episode. The time limit is 50 steps, the registry's. Pushing as hard
/// as possible towards the place along both axes arrives within 40 steps and returns -16.6 on average, a good agent some -12.5.
/// Random play arrives in one episode of 250.</para>
/// </remarks>
public sealed class PointReach : GoalEnvironment, IDrawable
{
    private const double Kept = 0.8;         // of the velocity, a step
    private const double Push = 0.02;        // velocity gained by a full push
    private const double TopSpeed = Push / (1 - Kept);
    private const double LeastDistance = 0.5;

    private readonly double radius;
    private double x, y, velocityX, velocityY;

    /// <summary>Creates the world.</summary>
    /// <param name="radius">How near the point must come to the place; the floor's side is 2.</param>
    public PointReach(
        [EnvironmentOption("How near counts as arrived; the floor's side is 2.", Min = 0.001, Max = 0.4)] double radius = 0.05)
        : base(new Box(-1, 1, 4), new Box(-1, 1, 2), new Box(-1, 1, 2)) => this.radius = radius;

    /// <inheritdoc/>
    public override bool CanSaveState => true;

    /// <inheritdoc/>
    public (int Width, int Height) PreferredSize => (48, 48);

    /// <inheritdoc/>
    public double FramesPerSecond => 15;

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames { get; } = ["push right", "push up"];

    /// <inheritdoc/>
    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        writer.Write(x);
        writer.Write(y);
        writer.Write(velocityX);
        writer.Write(velocityY);
    }

    /// <inheritdoc/>
    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        x = reader.ReadDouble();
        y = reader.ReadDouble();
        velocityX = reader.ReadDouble();
        velocityY = reader.ReadDouble();
    }

    /// <summary>Draws the place as a green disc and the point with a line along its velocity.</summary>
    /// <inheritdoc/>
    public void Draw(PixelCanvas canvas)
    {
        canvas.Clear(new Rgb(245, 245, 240));
        double halfWidth = (canvas.Width - 1) / 2.0, halfHeight = (canvas.Height - 1) / 2.0;
        double smaller = Math.Min(halfWidth, halfHeight);
        canvas.Disc(halfWidth * (1 + Goal[0]), halfHeight * (1 - Goal[1]), Math.Max(radius * smaller, 1.5), new Rgb(0, 158, 115));
        double left = halfWidth * (1 + x), top = halfHeight * (1 - y), length = 0.2 * smaller / TopSpeed;
        canvas.Line(left, top, left + velocityX * length, top - velocityY * length, new Rgb(204, 77, 77));
        canvas.Disc(left, top, 1, new Rgb(0, 114, 178));
    }

    /// <inheritdoc/>
    protected override void Begin(Span<float> goal)
    {
        (velocityX, velocityY) = (0, 0);
        double away;
        do
        {
            (x, y) = (Random.Uniform(-1, 1), Random.Uniform(-1, 1));
            (goal[0], goal[1]) = ((float)Random.Uniform(-1, 1), (float)Random.Uniform(-1, 1));
            away = Squared(goal[0] - x) + Squared(goal[1] - y);
        }
        while (away < Squared(LeastDistance));
    }

    /// <inheritdoc/>
    protected override void Act(EnvironmentAction action)
    {
        Move(ref x, ref velocityX, action.Continuous[0]);
        Move(ref y, ref velocityY, action.Continuous[1]);
    }

    /// <inheritdoc/>
    protected override void Observe(Span<float> observation, Span<float> achieved)
    {
        (achieved[0], achieved[1]) = ((float)x, (float)y);
        achieved.CopyTo(observation);
        observation[2] = (float)Math.Clamp(velocityX / TopSpeed, -1, 1);
        observation[3] = (float)Math.Clamp(velocityY / TopSpeed, -1, 1);
    }

    /// <inheritdoc/>
    protected override bool IsReached(ReadOnlySpan<float> achieved, ReadOnlySpan<float> desired) =>
        Squared((double)achieved[0] - desired[0]) + Squared((double)achieved[1] - desired[1]) <= Squared(radius);

    private static void Move(ref double position, ref double velocity, float push)
    {
        velocity = Kept * velocity + Push * Math.Clamp(push, -1, 1);
        position += velocity;
        if (Math.Abs(position) > 1)
        {
            (position, velocity) = (Math.Sign(position), 0);
        }
    }

    private static double Squared(double number) => number * number;
}
