namespace AsyncRL.Environments.MinAtar;

/// <summary>
/// A ball, a paddle one cell wide, three rows of bricks. A brick gives 1; a cleared wall is laid again when the ball next reaches
/// the bottom; the game is over when the ball passes the paddle. Channels: paddle, ball, trail, brick.
/// </summary>
/// <param name="useMinimalActionSet">Whether there are three actions (none, left, right) or all six.</param>
/// <param name="stickyActionProb">How likely the move before is played again in place of the chosen one, 0 to 1.</param>
public sealed class Breakout(
    [EnvironmentOption(MinAtarOptionText.Minimal)] bool useMinimalActionSet = true,
    [EnvironmentOption(MinAtarOptionText.Sticky, Min = 0, Max = 1)] double stickyActionProb = 0.1)
    : MinAtarGame(4, [MinAtarMove.NoOp, MinAtarMove.Left, MinAtarMove.Right], useMinimalActionSet, stickyActionProb)
{
    private const int Bottom = Size - 1;
    private const int FirstBrickRow = 1;
    private const int BrickRows = 3;

    private readonly bool[] bricks = new bool[Size * Size];
    private int paddle;
    private int ballX;
    private int ballY;
    private int lastX;
    private int lastY;
    private int velocityX;
    private int velocityY;
    private bool striking;

    /// <inheritdoc/>
    protected override void NewGame()
    {
        // The ball starts in one of two corners and falls towards the middle.
        bool fromLeft = Random.Integers(0, 2) == 0;
        ballX = fromLeft ? 0 : Size - 1;
        ballY = 3;
        velocityX = fromLeft ? 1 : -1;
        velocityY = 1;
        (lastX, lastY) = (ballX, ballY);
        paddle = 4;
        striking = false;
        Array.Clear(bricks);
        LayBricks();
    }

    /// <inheritdoc/>
    protected override int Play(MinAtarMove move, out bool over)
    {
        over = false;
        int reward = 0;
        paddle = move switch
        {
            MinAtarMove.Left => Math.Max(0, paddle - 1),
            MinAtarMove.Right => Math.Min(Size - 1, paddle + 1),
            _ => paddle,
        };

        (lastX, lastY) = (ballX, ballY);
        int x = ballX + velocityX, y = ballY + velocityY;
        if (x is < 0 or >= Size)
        {
            x = Math.Clamp(x, 0, Size - 1);
            velocityX = -velocityX;
        }

        bool touchesBrick = false;
        if (y < 0)
        {
            y = 0;
            velocityY = -velocityY;
        }
        else if (bricks[y * Size + x])
        {
            // Only the first brick of a row of touches breaks: the ball flies on through the next.
            touchesBrick = true;
            if (!striking)
            {
                reward = 1;
                striking = true;
                bricks[y * Size + x] = false;
                y = lastY;
                velocityY = -velocityY;
            }
        }
        else if (y == Bottom)
        {
            if (!bricks.AsSpan().Contains(true))
            {
                LayBricks();
            }

            if (ballX == paddle)
            {
                velocityY = -velocityY;
                y = lastY;
            }
            else if (x == paddle)
            {
                // Caught at the edge: the ball goes back the way it came.
                velocityX = -velocityX;
                velocityY = -velocityY;
                y = lastY;
            }
            else
            {
                over = true;
            }
        }

        striking &= touchesBrick;
        (ballX, ballY) = (x, y);
        return reward;
    }

    /// <inheritdoc/>
    protected override void Render(Span<float> cells)
    {
        Mark(cells, paddle, Bottom, 0);
        Mark(cells, ballX, ballY, 1);
        Mark(cells, lastX, lastY, 2);
        for (int cell = FirstBrickRow * Size; cell < (FirstBrickRow + BrickRows) * Size; cell++)
        {
            if (bricks[cell])
            {
                Mark(cells, cell % Size, cell / Size, 3);
            }
        }
    }

    /// <inheritdoc/>
    protected override void SaveGame(BinaryWriter writer)
    {
        foreach (int value in (ReadOnlySpan<int>)[paddle, ballX, ballY, lastX, lastY, velocityX, velocityY])
        {
            writer.Write(value);
        }

        writer.Write(striking);
        foreach (bool brick in bricks)
        {
            writer.Write(brick);
        }
    }

    /// <inheritdoc/>
    protected override void LoadGame(BinaryReader reader)
    {
        paddle = reader.ReadInt32();
        ballX = reader.ReadInt32();
        ballY = reader.ReadInt32();
        lastX = reader.ReadInt32();
        lastY = reader.ReadInt32();
        velocityX = reader.ReadInt32();
        velocityY = reader.ReadInt32();
        striking = reader.ReadBoolean();
        for (int i = 0; i < bricks.Length; i++)
        {
            bricks[i] = reader.ReadBoolean();
        }
    }

    private void LayBricks() => bricks.AsSpan(FirstBrickRow * Size, BrickRows * Size).Fill(true);
}
