namespace AsyncRL.Structure.Tests;

public sealed class RoomTests
{
    [Fact]
    public void NoRoomUsesARoomThatUsesItBackOverAnyNumberOfOthers()
    {
        IReadOnlyList<string> cycles = Rooms.Read().Cycles();
        Assert.True(
            cycles.Count == 0, "Rooms use each other; move a type, or turn a use around:\n  " + string.Join("\n  ", cycles));
    }

    [Fact]
    public void TheRoomsAndTheirUsesAreThoseOfThePicture()
    {
        UseGraph rooms = Rooms.Read();
        if (rooms.Cycles().Count == 0)
        {
            Picture.AssertShows(Picture.Read("uses").Within("AsyncRL"), rooms);
        }
        else
        {
            Assert.Fail("There is no picture of rooms that use each other.");
        }
    }

    [Fact]
    public void AFileLiesInTheFolderOfItsNamespace() => Assert.Empty(Rooms.Misplaced());
}
