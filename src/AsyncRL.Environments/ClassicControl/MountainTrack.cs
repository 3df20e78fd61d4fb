namespace AsyncRL.Environments.ClassicControl;

/// <summary>The valley that both mountain cars drive in: its extent, and what it looks like.</summary>
internal static class MountainTrack
{
    public const double Left = -1.2;
    public const double Right = 0.6;
    public const double TopSpeed = 0.07;

    public static (int Width, int Height) PreferredSize => (60, 40);

    public static Box ObservationSpace() => new([(float)Left, (float)-TopSpeed], [(float)Right, (float)TopSpeed]);

    /// <summary>Draws the valley, the flag and the car.</summary>
    public static void Draw(PixelCanvas canvas, double position, double goal)
    {
        canvas.Clear(new Rgb(245, 245, 240));
        for (int column = 0; column < canvas.Width; column++)
        {
            int ground = Row(canvas, Left + ((column + 0.5) / canvas.Width * (Right - Left)));
            canvas.Fill(column, ground, 1, canvas.Height - ground, new Rgb(150, 140, 120));
        }

        int flag = (int)Column(canvas, goal);
        int foot = Row(canvas, goal);
        int pole = Math.Max(canvas.Height / 6, 3);
        canvas.Fill(flag, foot - pole, 1, pole, new Rgb(40, 40, 40));
        canvas.Fill(flag - (pole / 2), foot - pole, pole / 2, Math.Max(pole / 3, 1), new Rgb(213, 94, 0));
        double radius = Math.Max(canvas.Width / 30.0, 1);
        canvas.Disc(Column(canvas, position), Row(canvas, position) - radius, radius, new Rgb(0, 114, 178));
    }

    public static double FirstPosition(Pcg64 random) => random.Uniform(-0.6, -0.4);

    private static double Column(PixelCanvas canvas, double position) => (position - Left) / (Right - Left) * (canvas.Width - 1);

    private static int Row(PixelCanvas canvas, double position) =>
        (int)Math.Round(canvas.Height * (0.9 - (0.3 * (Math.Sin(3 * position) + 1))));
}
