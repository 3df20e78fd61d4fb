namespace AsyncRL.Environments.Underground;

/// <summary>What things of <see cref="Catacombs"/> look like: 7 x 7 numbers of colours, 0 where one sees through.</summary>
internal static class CatacombsSprites
{
    /// <summary>Pixels of a side of a cell.</summary>
    public const int Side = 7;

    // The signs of colours, in the order of their numbers; walls are of another colour in every room.
    private const string Signs = ".wlrbydeofgsxpmv";
    private const int WallColor = 1;
    private const int MortarColor = 15;

    private static readonly Rgb[] Colors =
    [
        new(12, 12, 20), default, new(150, 105, 60), new(190, 160, 110), new(140, 125, 100), new(240, 228, 66),
        new(0, 130, 95), new(0, 70, 50), new(230, 159, 0), new(235, 95, 30), new(200, 205, 225), new(245, 200, 160),
        new(20, 20, 30), new(86, 180, 233), new(110, 110, 120), default,
    ];

    private static readonly Rgb[] Walls =
    [
        new(120, 80, 80), new(90, 75, 125), new(75, 105, 125), new(120, 95, 60), new(70, 110, 80), new(105, 105, 70),
        new(110, 70, 105), new(60, 90, 120), new(95, 95, 95),
    ];

    private static readonly float[][] Grays = [.. Enumerable.Range(0, CatacombsMap.Rooms).Select(MeasureGrays)];

    public static byte[] Wall { get; } = Parse("wwwwwwv", "wwwwwwv", "vvvvvvv", "wwvwwww", "wwvwwww", "wwvwwww", "vvvvvvv");

    public static byte[] Ladder { get; } = Parse(".l...l.", ".lllll.", ".l...l.", ".l...l.", ".lllll.", ".l...l.", ".l...l.");

    public static byte[] Rope { get; } = Parse("...r...", "...rr..", "...r...", "..rr...", "...r...", "...rr..", "...r...");

    public static byte[] Brittle { get; } = Parse("bbbbbbb", "b.bb.bb", ".bb.bb.", "..b..b.", ".......", ".......", ".......");

    public static byte[] Key { get; } = Parse(".......", ".yy....", "y..yyyy", "y..y.yy", ".yy....", ".......", ".......");

    public static byte[] Door { get; } = Parse("ddeddde", "ddeddde", "ddeddde", "ddedyde", "ddeddde", "ddeddde", "ddeddde");

    public static byte[] Treasure { get; } = Parse(".......", ".......", ".ooooo.", "ooooooo", "oyyyyyo", "ooooooo", "ooooooo");

    public static byte[] Crown { get; } = Parse(".......", "y..y..y", "yy.y.yy", "yyyyyyy", "yoyoyoy", "yyyyyyy", ".......");

    public static byte[] Vent { get; } = Parse(".......", ".......", ".......", ".......", ".......", ".......", "mm.m.mm");

    public static byte[] Spark { get; } = Parse(".......", ".......", ".......", ".......", "...y...", "..fff..", "mmmmmmm");

    public static byte[] Fire { get; } = Parse("..f.f..", ".ff.ff.", ".fffff.", "fffyfff", "ffyyyff", "ffyyyff", "mmmmmmm");

    public static byte[] GuardRight { get; } = Parse(".ggggg.", "ggggggg", "gggxgxg", "ggggggg", "ggggggg", "ggggggg", "g.g.g.g");

    public static byte[] GuardLeft { get; } = Mirror(GuardRight);

    public static byte[] Standing { get; } = Parse("..sss..", "..sxs..", "...p...", ".ppppp.", "...p...", "..p.p..", ".pp.pp.");

    public static byte[] Climbing { get; } = Parse(".psssp.", ".psssp.", ".ppppp.", "..ppp..", "..ppp..", "..p.p..", "..p.p..");

    public static byte[] Falling { get; } = Parse("p.sss.p", "p.sxs.p", ".ppppp.", "...p...", "...p...", "..p.p..", "..p.p..");

    public static byte[] RisingRight { get; } =
        Parse("...sss.", "...sxs.", ".pppppp", "p..p...", "..pp...", ".p..pp.", "p......");

    public static byte[] RisingLeft { get; } = Mirror(RisingRight);

    public static byte[] FloatingRight { get; } =
        Parse("...sss.", "...sxs.", "ppppppp", "...p...", "ppppppp", ".......", ".......");

    public static byte[] FloatingLeft { get; } = Mirror(FloatingRight);

    public static byte[] Life { get; } = Parse(".......", ".ff.ff.", "fffffff", "fffffff", ".fffff.", "..fff..", "...f...");

    /// <summary>A colour of a room.</summary>
    public static Rgb ColorOf(byte number, int room) => number switch
    {
        WallColor => Walls[room],
        MortarColor => Darker(Walls[room]),
        _ => Colors[number],
    };

    /// <summary>How bright the colours of a room are, by their number, 0 to 1.</summary>
    public static ReadOnlySpan<float> GraysOf(int room) => Grays[room];

    // The luminance of ITU-R BT.601, which gray pictures of Atari have too.
    private static float[] MeasureGrays(int room) =>
    [
        .. Enumerable.Range(0, Colors.Length).Select(number =>
        {
            Rgb color = ColorOf((byte)number, room);
            return ((0.299f * color.Red) + (0.587f * color.Green) + (0.114f * color.Blue)) / 255;
        }),
    ];

    private static Rgb Darker(Rgb color) => new((byte)(color.Red / 2), (byte)(color.Green / 2), (byte)(color.Blue / 2));

    private static byte[] Parse(params ReadOnlySpan<string> rows) =>
        [.. string.Concat(rows).Select(sign => (byte)Signs.IndexOf(sign, StringComparison.Ordinal))];

    private static byte[] Mirror(byte[] sprite) =>
        [.. Enumerable.Range(0, sprite.Length).Select(i => sprite[(i / Side * Side) + Side - 1 - (i % Side)])];
}
