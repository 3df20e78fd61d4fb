using AsyncRL.Environments;

namespace AsyncRL.Games;

/// <summary>
/// Land a craft on a pad 10 m wide, with little fuel. It starts 40 m up, up to 20 m to the side, drifting and tilted. A soft
/// touchdown on the pad pays 100, and each metre beside it costs 2; a crash costs its speed in m/s plus the distance from the
/// pad's centre in m; leaving the sky costs 100. Fuel costs 0.1 per kg.
/// </summary>
/// <remarks>
/// Observation [7]: x from the pad's centre and height (m), both velocities (m/s), tilt to the right (rad), its rate (rad/s), and
/// fuel (kg). Actions, clipped to -1 to 1: throttle, -1 off and 1 full; turn, -1 left and 1 right. Soft is at most 1 m/s
/// sideways, 2 m/s down, and 0.2 rad of tilt. A step takes 0.1 s.
/// </remarks>
[Environment("Games/Lander-v0", MaxEpisodeSteps = 400, Description = "Land softly on a pad: 100 minus the fuel used.")]
public sealed class Lander() : ContinuousEnvironment(
    new Box(float.NegativeInfinity, float.PositiveInfinity, 7), new Box(-1f, 1f, 2)), IDrawable
{
    internal const double Gravity = 1.62, Thrust = 3;              // m/s^2, thrust at full throttle
    internal const double TurnRate = 0.5;                          // rad/s^2 at full turn
    private const double TimeStep = 0.1;                             // s
    private const double Tank = 75, Burn = 5;                      // kg, and kg/s at full throttle
    private const double HalfWidth = 50, Ceiling = 80, HalfPad = 5; // m

    private double x, height, velocityX, velocityY, tilt, spin, fuel;

    public override bool CanSaveState => true;

    public (int Width, int Height) PreferredSize => (64, 52);

    public double FramesPerSecond => 10;

    public IReadOnlyList<string> ActionNames { get; } = ["throttle", "turn right"];

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        foreach (double number in (ReadOnlySpan<double>)[x, height, velocityX, velocityY, tilt, spin, fuel])
        {
            writer.Write(number);
        }
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        (x, height) = (reader.ReadDouble(), reader.ReadDouble());
        (velocityX, velocityY) = (reader.ReadDouble(), reader.ReadDouble());
        (tilt, spin, fuel) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
    }

    public void Draw(PixelCanvas canvas)
    {
        double scale = canvas.Width / (2 * HalfWidth);
        int ground = canvas.Height - Math.Max(canvas.Height / 16, 1);
        canvas.Clear(new Rgb(16, 18, 30));
        canvas.Fill(0, ground, canvas.Width, canvas.Height - ground, new Rgb(110, 110, 110));
        canvas.Fill((int)((HalfWidth - HalfPad) * scale), ground, (int)(2 * HalfPad * scale), 1, new Rgb(0, 158, 115));
        double left = (x + HalfWidth) * scale, top = ground - (height * scale), length = canvas.Width / 16.0;
        canvas.Line(left, top, left + (Math.Sin(tilt) * length), top - (Math.Cos(tilt) * length), new Rgb(240, 228, 66));
        canvas.Disc(left, top, 1.5, new Rgb(86, 180, 233));
    }

    protected override void OnReset(Span<float> observation)
    {
        (x, height) = (Random.Uniform(-20, 20), 40);
        (velocityX, velocityY) = (Random.Uniform(-3, 3), Random.Uniform(-4, 0));
        (tilt, spin, fuel) = (Random.Uniform(-0.2, 0.2), 0, Tank);
        Observe(observation);
    }

    protected override StepResult OnStep(ReadOnlySpan<float> action, Span<float> observation)
    {
        double throttle = (Math.Clamp((double)action[0], -1, 1) + 1) / 2;
        double burned = Math.Min(throttle * Burn * TimeStep, fuel);
        double thrust = Thrust * burned / (Burn * TimeStep);
        fuel -= burned;
        spin += TurnRate * Math.Clamp((double)action[1], -1, 1) * TimeStep;
        tilt += spin * TimeStep;
        velocityX += thrust * Math.Sin(tilt) * TimeStep;
        velocityY += ((thrust * Math.Cos(tilt)) - Gravity) * TimeStep;
        x += velocityX * TimeStep;
        height += velocityY * TimeStep;

        double reward = -0.1 * burned;
        bool lost = Math.Abs(x) > HalfWidth || height > Ceiling, down = !lost && height <= 0;
        if (lost)
        {
            reward -= 100;
        }
        else if (down)
        {
            bool soft = Math.Abs(velocityX) <= 1 && velocityY >= -2 && Math.Abs(tilt) <= 0.2;
            double speed = Math.Sqrt((velocityX * velocityX) + (velocityY * velocityY));
            reward += soft ? 100 - (2 * Math.Max(Math.Abs(x) - HalfPad, 0)) : -speed - Math.Abs(x);
        }

        Observe(observation);
        return new StepResult(reward, Terminated: lost || down);
    }

    private void Observe(Span<float> observation)
    {
        (observation[0], observation[1]) = ((float)x, (float)height);
        (observation[2], observation[3]) = ((float)velocityX, (float)velocityY);
        (observation[4], observation[5], observation[6]) = ((float)tilt, (float)spin, (float)fuel);
    }
}
