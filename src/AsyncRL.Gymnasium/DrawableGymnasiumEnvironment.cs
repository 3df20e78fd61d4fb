using System.Text.Json.Nodes;
using AsyncRL.Environments;

namespace AsyncRL.Gymnasium;

/// <summary>A Gymnasium environment that draws itself: its <c>rgb_array</c>.</summary>
internal sealed class DrawableGymnasiumEnvironment(GymnasiumSettings settings, Connection connection)
    : GymnasiumEnvironment(settings, connection), IDrawable
{
    private const double Usual = 20;

    private (int Width, int Height)? size;

    /// <summary>That of its pictures, of which the first is asked for.</summary>
    public (int Width, int Height) PreferredSize => size ??= Render() is var (width, height, _) ? (width, height) : (1, 1);

    /// <summary>As the environment says.</summary>
    public double FramesPerSecond => World.FramesPerSecond > 0 ? World.FramesPerSecond : Usual;

    /// <inheritdoc/>
    public IReadOnlyList<string> ActionNames => World.ActionNames;

    /// <summary>Asks Python for a picture and scales it to the canvas: every pixel is the mean of those under it.</summary>
    /// <param name="canvas">Where to draw.</param>
    /// <exception cref="GymnasiumException">Python failed to draw, as where pygame is missing.</exception>
    public void Draw(PixelCanvas canvas)
    {
        ArgumentNullException.ThrowIfNull(canvas);
        (int width, int height, byte[] pixels) = Render();
        size = (width, height);
        for (int y = 0; y < canvas.Height; y++)
        {
            (int top, int bottom) = Under(y, canvas.Height, height);
            for (int x = 0; x < canvas.Width; x++)
            {
                (int left, int right) = Under(x, canvas.Width, width);
                canvas.Set(x, y, Mean(pixels, width, left, right, top, bottom));
            }
        }
    }

    private static (int First, int End) Under(int at, int extent, int of)
    {
        int first = (int)((long)at * of / extent);
        return (first, Math.Max(first + 1, (int)((at + 1L) * of / extent)));
    }

    private static Rgb Mean(byte[] pixels, int width, int left, int right, int top, int bottom)
    {
        int red = 0, green = 0, blue = 0;
        for (int row = top; row < bottom; row++)
        {
            for (int i = 3 * ((row * width) + left); i < 3 * ((row * width) + right); i += 3)
            {
                (red, green, blue) = (red + pixels[i], green + pixels[i + 1], blue + pixels[i + 2]);
            }
        }

        int count = (right - left) * (bottom - top);
        return new Rgb((byte)(red / count), (byte)(green / count), (byte)(blue / count));
    }

    private (int Width, int Height, byte[] Pixels) Render()
    {
        (JsonObject answer, byte[] pixels) = Call("render");
        return (answer["width"]!.GetValue<int>(), answer["height"]!.GetValue<int>(), pixels);
    }
}
