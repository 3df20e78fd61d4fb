using AsyncRL.Environments.Tabular;
using AsyncRL.Tabular;

namespace AsyncRL.Studies.Tests.Tabular;

public sealed class GridPrinterTests
{
    [Fact]
    public void TheClassicGridIsShownAsInTheBook()
    {
        var world = new GridWorld();
        TabularSolution solution = ValueIteration.Solve(world, gamma: 1);
        Assert.Equal(
            [
                "0.812  0.868  0.918      G",
                "0.762      #  0.660      X",
                "0.705  0.655  0.611  0.388",
            ],
            GridPrinter.Values(world, solution));
        Assert.Equal(
            [
                ">  >  >  G",
                "^  #  ^  X",
                "^  <  <  <",
            ],
            GridPrinter.Policy(world, solution));
    }

    [Fact]
    public void AllColumnsAreAsWideAsTheWidestValue()
    {
        var world = new GridWorld("""
            S.#
            ..G
            """, stepCost: 10, slipProbability: 0);
        TabularSolution solution = ValueIteration.Solve(world, gamma: 1);
        Assert.Equal(["-29.000  -19.000        #", "-19.000   -9.000        G"], GridPrinter.Values(world, solution));
        Assert.Equal([">  v  #", ">  >  G"], GridPrinter.Policy(world, solution));
    }

    [Fact]
    public void TheSolutionOfAnotherWorldIsRefused()
    {
        TabularSolution solution = ValueIteration.Solve(new GridWorld());
        var other = new GridWorld("S.G");
        Assert.StartsWith(
            "The solution has 12 states, but the grid has 1 x 3 cells",
            Assert.Throws<ArgumentException>(() => GridPrinter.Values(other, solution)).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "The solution has 4 actions, but the grid has arrows for 2 (<>)",
            Assert.Throws<ArgumentException>(() => GridPrinter.Policy(new Corridor(), solution)).Message,
            StringComparison.Ordinal);
    }

    private sealed class Corridor : IGridLayout
    {
        public int Rows => 1;

        public int Columns => 12;

        public string Arrows => "<>";

        public string CellText(int state) => string.Empty;
    }
}
