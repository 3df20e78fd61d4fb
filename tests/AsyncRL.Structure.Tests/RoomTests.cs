namespace AsyncRL.Structure.Tests;

public sealed class RoomTests
{
    [Fact]
    public void NoRoomUsesARoomThatUsesItBackOverAnyNumberOfOthers()
    {
        IReadOnlyList<string> cycles = Rooms.Read().Cycles();
        Assert.True(cycles.Count == 0, "Rooms use each other; move a type, or turn a use around:\n  " + string.Join("\n  ", cycles));
    }

    [Fact]
    public void TheRoomsAndTheirLayersAreThoseOfThePage()
    {
        UseGraph rooms = Rooms.Read();
        if (rooms.Cycles().Count == 0)
        {
            ArchitectureBlock.AssertIs("rooms", rooms.Lines());
        }
        else
        {
            Assert.Fail("There are no layers while rooms use each other.");
        }
    }

    [Fact]
    public void AFileLiesInTheFolderOfItsNamespace() => Assert.Empty(Rooms.Misplaced());
}
