using AsyncRL.Environments;

namespace AsyncRL.Games;

/// <summary>
/// Drive round a closed track 10 m wide for 50 s. The reward is the progress along its centre line in metres; leaving the track
/// ends the episode. In a bend the tyres hold 8 m/s^2, and beyond it the car turns less than it is steered.
/// </summary>
/// <remarks>
/// Observation [8]: the distances to the track's edge in seven directions from 90 degrees right to 90 degrees left (m, 40 at
/// most), and the speed (m/s). Actions, clipped: steering, -0.5 (right) to 0.5 (left) rad; gas, 0 to 1. A step takes 0.1 s. The
/// centre line is given in polar coordinates and driven anticlockwise from a random place, beginning at rest.
/// </remarks>
[Environment("Games/Racer-v0", MaxEpisodeSteps = 500, Description = "Drive round a track for 50 s: metres of progress.")]
public sealed class Racer() : ContinuousEnvironment(
    new Box(0f, 50f, Rays + 1), new Box([-0.5f, 0f], [0.5f, 1f])), IDrawable
{
    internal const int Rays = 7;
    private const double Sight = 40, RayStep = 1;                // m
    private const double TimeStep = 0.1;                           // s
    private const double HalfTrack = 5, Wheelbase = 2.5;         // m
    private const double Power = 6, Drag = 0.2, Grip = 8;        // m/s^2 at full gas; m/s^2 per m/s; m/s^2

    private double x, y, heading, speed;

    public override bool CanSaveState => true;

    public (int Width, int Height) PreferredSize => (64, 64);

    public double FramesPerSecond => 10;

    public IReadOnlyList<string> ActionNames { get; } = ["steer left", "gas"];

    public override void SaveState(BinaryWriter writer)
    {
        base.SaveState(writer);
        foreach (double number in (ReadOnlySpan<double>)[x, y, heading, speed])
        {
            writer.Write(number);
        }
    }

    public override void LoadState(BinaryReader reader)
    {
        base.LoadState(reader);
        (x, y) = (reader.ReadDouble(), reader.ReadDouble());
        (heading, speed) = (reader.ReadDouble(), reader.ReadDouble());
    }

    public void Draw(PixelCanvas canvas)
    {
        const double Reach = 85; // m from the centre of the picture to its nearer edges
        double scale = Math.Min(canvas.Width, canvas.Height) / (2 * Reach);
        for (int row = 0; row < canvas.Height; row++)
        {
            for (int column = 0; column < canvas.Width; column++)
            {
                double east = (column - (canvas.Width / 2.0)) / scale, north = ((canvas.Height / 2.0) - row) / scale;
                canvas.Set(column, row, OffCentre(east, north) <= HalfTrack ? new Rgb(90, 90, 95) : new Rgb(0, 120, 80));
            }
        }

        double left = (canvas.Width / 2.0) + (x * scale), top = (canvas.Height / 2.0) - (y * scale), length = canvas.Width / 20.0;
        canvas.Disc(left, top, length / 2, new Rgb(213, 94, 0));
        canvas.Line(left, top, left + (length * Math.Cos(heading)), top - (length * Math.Sin(heading)), new Rgb(240, 228, 66));
    }

    protected override void OnReset(Span<float> observation)
    {
        double angle = Random.Uniform(-Math.PI, Math.PI);
        (double radius, double slope) = CentreLine(angle);
        (x, y) = (radius * Math.Cos(angle), radius * Math.Sin(angle));
        (heading, speed) = (angle + Math.Atan2(radius, slope), 0);
        Observe(observation);
    }

    protected override StepResult OnStep(ReadOnlySpan<float> action, Span<float> observation)
    {
        double steering = Math.Clamp((double)action[0], -0.5, 0.5), gas = Math.Clamp((double)action[1], 0, 1);
        speed += ((Power * gas) - (Drag * speed)) * TimeStep;
        double turn = speed * Math.Tan(steering) / Wheelbase, most = Grip / Math.Max(speed, 0.1); // rad/s
        heading += Math.Clamp(turn, -most, most) * TimeStep;
        double before = Math.Atan2(y, x);
        x += speed * Math.Cos(heading) * TimeStep;
        y += speed * Math.Sin(heading) * TimeStep;

        // Length of the centre line over the angle passed, by the midpoint rule.
        double passed = Math.IEEERemainder(Math.Atan2(y, x) - before, 2 * Math.PI);
        (double radius, double slope) = CentreLine(before + (passed / 2));
        double progress = passed * Math.Sqrt((radius * radius) + (slope * slope));
        Observe(observation);
        return new StepResult(progress, Terminated: OffCentre(x, y) > HalfTrack);
    }

    // Radius of the centre line at an angle, and its derivative.
    private static (double Radius, double Slope) CentreLine(double angle) => (
        55 + (12 * Math.Sin(2 * angle)) + (8 * Math.Cos(3 * angle)),
        (24 * Math.Cos(2 * angle)) - (24 * Math.Sin(3 * angle)));

    // Distance of a point from the centre line, to first order.
    private static double OffCentre(double x, double y)
    {
        (double radius, double slope) = CentreLine(Math.Atan2(y, x));
        return Math.Abs(Math.Sqrt((x * x) + (y * y)) - radius) * radius / Math.Sqrt((radius * radius) + (slope * slope));
    }

    // How far the track reaches in a direction: the first step off it, and between that and the one before by interpolation.
    private double See(double direction)
    {
        (double east, double north) = (Math.Cos(direction), Math.Sin(direction));
        double off = OffCentre(x, y);
        for (double far = RayStep; far <= Sight && off <= HalfTrack; far += RayStep)
        {
            double next = OffCentre(x + (far * east), y + (far * north));
            if (next > HalfTrack)
            {
                return far - RayStep + (RayStep * (HalfTrack - off) / (next - off));
            }

            off = next;
        }

        return off > HalfTrack ? 0 : Sight;
    }

    private void Observe(Span<float> observation)
    {
        for (int ray = 0; ray < Rays; ray++)
        {
            observation[ray] = (float)See(heading + ((ray - 3) * Math.PI / 6));
        }

        observation[Rays] = (float)speed;
    }
}
