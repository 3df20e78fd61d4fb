namespace AsyncRL.Environments;

/// <summary>An environment that can draw its present state.</summary>
public interface IDrawable
{
    /// <summary>The size in pixels at which the drawing looks best.</summary>
    (int Width, int Height) PreferredSize { get; }

    /// <summary>Draws the present state over the whole canvas, of whatever size it is.</summary>
    /// <param name="canvas">Where to draw.</param>
    void Draw(PixelCanvas canvas);
}
