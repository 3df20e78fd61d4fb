namespace AsyncRL.Atari.Tests.Scripted;

/// <summary>Plays Bricks: goes where the ball will come down and takes it with a part of the paddle chosen by chance.</summary>
internal sealed class BricksPlayer(int seed) : IPlayer
{
    // As in bricks.asm.
    private const int PaddleX = 0xA0;
    private const int BallX = 0xA1;
    private const int BallY = 0xA2;
    private const int VelXHi = 0xA5;
    private const int VelXLo = 0xA6;
    private const int VelYHi = 0xA7;
    private const int VelYLo = 0xA8;
    private const int Serving = 0xA9;
    private const int Width = 0xAE;
    private const int PaddleTop = 156;
    private const int Left = 8;
    private const int Right = 152;
    private const int BallSize = 4;

    private const int Dead = 6;     // pixels; the paddle moves twelve in a decision
    private readonly Random random = new(seed);
    private double aim = 0.5;       // the part of the paddle that is to meet the ball, 0 to 1

    public AtariAction Choose(ReadOnlySpan<byte> ram)
    {
        if (ram.At(Serving) != 0)
        {
            return AtariAction.Fire;
        }

        double ball = ram.At(BallX);
        double velocity = ram.Fixed(VelYHi, VelYLo);
        if (velocity < 0)
        {
#pragma warning disable CA5394
            aim = 0.1 + 0.8 * random.NextDouble();
#pragma warning restore CA5394
        }
        else
        {
            ball = Landing(ball, ram.Fixed(VelXHi, VelXLo), (PaddleTop - BallSize - ram.At(BallY)) / velocity);
        }

        double difference = ball + BallSize / 2 - (ram.At(PaddleX) + aim * ram.At(Width));
        return difference > Dead ? AtariAction.Right : difference < -Dead ? AtariAction.Left : AtariAction.Noop;
    }

    private static double Landing(double ball, double velocity, double frames)
    {
        double landing = ball + velocity * Math.Max(frames, 0);
        while (landing is < Left or > Right - BallSize)
        {
            landing = (landing < Left ? 2 * Left : 2 * (Right - BallSize)) - landing;
        }

        return landing;
    }
}
