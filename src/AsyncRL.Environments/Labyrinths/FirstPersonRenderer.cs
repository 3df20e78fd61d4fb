namespace AsyncRL.Environments.Labyrinths;

/// <summary>
/// Draws a labyrinth as it looks from inside: one ray per column to the first wall (digital differential analysis, Amanatides and
/// Woo 1987), textured and darker with distance, then apples and portal, each column of them hidden by walls that are nearer.
/// Red, green and blue from 0 to 1. Allocates nothing.
/// </summary>
internal sealed class FirstPersonRenderer
{
    private const int TextureSize = 16;
    private const int Channels = 3;

    // Half the width of the view a unit ahead: a field of view of 75 degrees.
    private const float HalfView = 0.767f;
    private const float AppleRadius = 0.16f;
    private const float PortalRadius = 0.35f;

    // Walls are painted by the part of the labyrinth they stand in, so that places can be told apart.
    private static readonly float[][] Paints =
    [
        [0.75f, 0.35f, 0.30f], [0.35f, 0.55f, 0.75f], [0.45f, 0.65f, 0.35f], [0.70f, 0.60f, 0.35f], [0.60f, 0.45f, 0.70f],
        [0.55f, 0.55f, 0.55f],
    ];

    private static readonly float[] Bricks = MakeBricks();

    private readonly int width;
    private readonly int height;
    private readonly float[] background;
    private readonly float[] depth;

    public FirstPersonRenderer(int width, int height)
    {
        this.width = width;
        this.height = height;
        depth = new float[width];
        background = new float[width * height * Channels];
        for (int y = 0; y < height; y++)
        {
            // Ceiling and floor grow lighter towards the viewer.
            float nearness = Math.Abs((2f * y / (height - 1)) - 1);
            (float r, float g, float b) = y < height / 2 ? (0.10f, 0.14f, 0.22f) : (0.22f, 0.20f, 0.17f);
            for (int x = 0; x < width; x++)
            {
                int i = ((y * width) + x) * Channels;
                background[i] = r * (0.4f + nearness);
                background[i + 1] = g * (0.4f + nearness);
                background[i + 2] = b * (0.4f + nearness);
            }
        }
    }

    /// <summary>Draws the view.</summary>
    /// <param name="maze">The walls.</param>
    /// <param name="x">Where the viewer stands, in cells.</param>
    /// <param name="y">Where the viewer stands, in cells.</param>
    /// <param name="angle">Where it looks, in radians; 0 along x, growing towards y.</param>
    /// <param name="things">What else there is to see.</param>
    /// <param name="pixels">Receives the picture [height, width, 3].</param>
    public void Draw(Maze maze, float x, float y, float angle, ReadOnlySpan<Thing> things, Span<float> pixels)
    {
        background.CopyTo(pixels);
        (float sin, float cos) = MathF.SinCos(angle);
        for (int column = 0; column < width; column++)
        {
            float offset = ((2f * (column + 0.5f) / width) - 1) * HalfView;
            DrawWall(maze, x, y, cos - (sin * offset), sin + (cos * offset), column, pixels);
        }

        DrawThings(x, y, sin, cos, things, pixels);
    }

    private void DrawWall(Maze maze, float x, float y, float dx, float dy, int column, Span<float> pixels)
    {
        int cellX = (int)x, cellY = (int)y;
        float stepX = dx == 0 ? float.MaxValue : Math.Abs(1 / dx), stepY = dy == 0 ? float.MaxValue : Math.Abs(1 / dy);
        float nextX = (dx < 0 ? x - cellX : cellX + 1 - x) * stepX, nextY = (dy < 0 ? y - cellY : cellY + 1 - y) * stepY;
        int towardsX = dx < 0 ? -1 : 1, towardsY = dy < 0 ? -1 : 1;
        bool acrossX;
        float distance;
        do
        {
            acrossX = nextX < nextY;
            if (acrossX)
            {
                (distance, nextX, cellX) = (nextX, nextX + stepX, cellX + towardsX);
            }
            else
            {
                (distance, nextY, cellY) = (nextY, nextY + stepY, cellY + towardsY);
            }
        }
        while (!maze.IsWall(cellX, cellY));

        // The rays' directions are a unit long ahead, so this distance is already that to the screen's plane: no fish-eye.
        distance = Math.Max(distance, 0.05f);
        depth[column] = distance;
        float along = acrossX ? y + (distance * dy) : x + (distance * dx);
        int u = (int)((along - MathF.Floor(along)) * TextureSize) & (TextureSize - 1);
        float light = (acrossX ? 1f : 0.8f) / (1 + (0.12f * distance));
        float[] paint = Paints[((cellX / 4) + (cellY / 4 * 2)) % Paints.Length];
        float r = paint[0] * light, g = paint[1] * light, b = paint[2] * light;

        float wall = height / (2 * HalfView) * width / height / distance;
        float first = (height - wall) / 2;
        int top = Math.Max(0, (int)MathF.Ceiling(first - 0.5f)),
            bottom = Math.Min(height, (int)MathF.Ceiling(first + wall - 0.5f));
        float v = (top + 0.5f - first) / wall * TextureSize, vStep = TextureSize / wall;
        for (int row = top, i = ((top * width) + column) * Channels; row < bottom; row++, i += width * Channels, v += vStep)
        {
            float brick = Bricks[(((int)v & (TextureSize - 1)) * TextureSize) + u];
            pixels[i] = r * brick;
            pixels[i + 1] = g * brick;
            pixels[i + 2] = b * brick;
        }
    }

    // Things are upright discs that face the viewer, drawn from the farthest to the nearest.
    private void DrawThings(float x, float y, float sin, float cos, ReadOnlySpan<Thing> things, Span<float> pixels)
    {
        Span<(float Depth, int Index)> order = stackalloc (float, int)[things.Length];
        int count = 0;
        for (int t = 0; t < things.Length; t++)
        {
            float ahead = ((things[t].X - x) * cos) + ((things[t].Y - y) * sin);
            if (things[t].IsPresent && ahead > 0.1f)
            {
                order[count++] = (-ahead, t);
            }
        }

        order[..count].Sort();
        foreach ((float negative, int t) in order[..count])
        {
            float ahead = -negative;
            float aside = ((things[t].Y - y) * cos) - ((things[t].X - x) * sin);
            DrawThing(things[t], ahead, aside, pixels);
        }
    }

    private void DrawThing(Thing thing, float ahead, float aside, Span<float> pixels)
    {
        float unit = width / (2 * HalfView) / ahead;
        float radius = (thing.IsPortal ? PortalRadius : AppleRadius) * unit;
        float centreX = (width / 2f) + (aside * unit);

        // Apples lie on the floor, half a unit below the eye; portals float.
        float centreY = (height / 2f) + (thing.IsPortal ? 0 : (0.5f - AppleRadius) * unit);
        int left = Math.Max(0, (int)(centreX - radius)), right = Math.Min(width, (int)(centreX + radius) + 1);
        int top = Math.Max(0, (int)(centreY - radius)), bottom = Math.Min(height, (int)(centreY + radius) + 1);
        for (int column = left; column < right; column++)
        {
            if (ahead > depth[column])
            {
                continue;
            }

            for (int row = top; row < bottom; row++)
            {
                float a = (column + 0.5f - centreX) / radius, b = (row + 0.5f - centreY) / radius;
                float square = (a * a) + (b * b);
                if (square > 1)
                {
                    continue;
                }

                int i = ((row * width) + column) * Channels;
                (pixels[i], pixels[i + 1], pixels[i + 2]) = thing.IsPortal
                    ? (square > 0.5f ? (1f, 1f, 0.3f) : (0.2f, 0.9f, 1f))
                    : (0.9f - (0.3f * square), 0.1f, 0.1f);
            }
        }
    }

    // Brightness of a brick wall: four rows of bricks, every second one shifted by half a brick, with dark joints.
    private static float[] MakeBricks()
    {
        var bricks = new float[TextureSize * TextureSize];
        for (int v = 0; v < TextureSize; v++)
        {
            for (int u = 0; u < TextureSize; u++)
            {
                int shifted = u + (v / 4 % 2 * 4);
                bool joint = v % 4 == 3 || shifted % 8 == 7;
                bricks[(v * TextureSize) + u] = joint ? 0.55f : 0.9f + (0.025f * (((u * 7) + (v * 3)) % 5));
            }
        }

        return bricks;
    }
}
