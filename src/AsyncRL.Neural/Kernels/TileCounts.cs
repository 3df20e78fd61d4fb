namespace AsyncRL.Neural;

/// <summary>The counts that tiles of board convolutions are compiled for.</summary>
internal static class TileCounts
{
    internal readonly struct N0 : ITileCount
    {
        public static int Value => 0;
    }

    internal readonly struct N1 : ITileCount
    {
        public static int Value => 1;
    }

    internal readonly struct N2 : ITileCount
    {
        public static int Value => 2;
    }

    internal readonly struct N3 : ITileCount
    {
        public static int Value => 3;
    }

    internal readonly struct N4 : ITileCount
    {
        public static int Value => 4;
    }

    internal readonly struct N5 : ITileCount
    {
        public static int Value => 5;
    }

    internal readonly struct N6 : ITileCount
    {
        public static int Value => 6;
    }

    internal readonly struct N7 : ITileCount
    {
        public static int Value => 7;
    }

    internal readonly struct N8 : ITileCount
    {
        public static int Value => 8;
    }

    internal readonly struct N9 : ITileCount
    {
        public static int Value => 9;
    }

    internal readonly struct N10 : ITileCount
    {
        public static int Value => 10;
    }
}
