; RAIDERS: rows of creatures march, come down and drop bombs; a cannon shoots at them.
; Made for AsyncRL, MIT. Assemble: dasm raiders.asm -f3 -oraiders.bin
    processor 6502
    include "vcs.inc"

; --- constants ----------------------------------------------------------------------------------
FirstLives  = 3
Rows        = 5
RowLines    = 12        ; four lines to place the row, seven of creatures, one empty
FirstTop    = 8         ; top line of the first wave
WaveDrop    = 6         ; each wave starts lower by this ...
LowestTop   = 44        ; ... down to here
TurnDrop    = 6         ; lines down at each turn
LowestEnd   = 152       ; the creatures win when they would get below
FieldEnd    = 158       ; last line of bombs and shot, plus one
CannonEnd   = 168
PlayEnd     = 180
LeftStop    = 22        ; the creatures turn beyond these columns
RightStop   = 136
FirstX      = 32
CannonLeft  = 14
CannonRight = 138
CannonFirst = 76
CannonSpeed = 2
ShotTop     = 152       ; where a shot starts
ShotSpeed   = 4
ShotLines   = 6
BombLines   = 6
BombHit     = 155       ; a bomb whose top gets here strikes the cannon
Gone        = 220       ; a line that is never drawn
HitPause    = 60        ; frames
AnimOffset  = 24        ; bytes from the first to the second shape of a creature

ColorShot   = $0E
ColorBomb   = $3C
ColorCannon = $C8
ColorGround = $C4
ColorOver   = $44
ColorLives  = $C8
ColorScore  = $9C

; --- RAM, on from what common.inc uses ----------------------------------------------------------
CannonX     = $A0       ; left edge
ShotX       = $A1
ShotY       = $A2       ; top line, 220 = none
BombX       = $A3       ; two bombs
BombY       = $A5       ; top lines, 220 = none
FormX       = $A7       ; column of the first creature of a full row; may be below 0
FormY       = $A8       ; top line of the first row
March       = $A9       ; 0 = to the right, $FF = to the left
StepTimer   = $AA       ; frames to the next step
Anim        = $AB       ; 0 or AnimOffset
Alive       = $AC       ; creatures left
Wave        = $AD       ; 0, 1, ..
HitTimer    = $AE       ; frames the game still stands after a hit
RowEnd      = $AF       ; 1 + the last row with creatures
Columns     = $B0       ; all rows or-ed together
Row         = $B1       ; 5 bytes: bits 5..0 = creatures from left to right
RowA0       = $B6       ; 5 bytes each: places, sizes and masks of the two players for each row; 0 before 1
RowA1       = $BB
RowN0       = $C0
RowN1       = $C5
RowM0       = $CA
RowM1       = $CF
Shape       = $D4       ; pointer
Mask0       = $D6
Mask1       = $D7
LineCount   = $D8

    SEG CODE
    ORG $F000
    include "common.inc"

Start SUBROUTINE
    START_UP
    jsr NewGame

MainLoop
    FRAME_TOP
    lda #TopTimer
    sta TIM64T
    jsr DrawScore
    ldx Lives
    lda LivesPF1,x
    sta BarPF1
    lda #0
    sta BarPF2
    sta GRP0
    sta GRP1
    lda ShotX
    sec
    sbc #2
    ldx #4
    jsr Place
    lda BombX
    sec
    sbc #2
    ldx #2
    jsr Place
    lda BombX+1
    sec
    sbc #2
    ldx #3
    jsr Place
    sta WSYNC
    sta HMOVE
    jsr PrepareRows
    lda #>Shapes
    sta Shape+1
    sta HMCLR
    lda #ColorShot
    sta COLUPF
    lda #$10            ; ball of two pixels
    sta CTRLPF
    WAIT_TIMER

; --- picture ------------------------------------------------------------------------------------
    lda #0
    sta VBLANK
    ldy #1              ; line 0 is this one
    IN_LINE ShotY,ShotLines
.sky
    cpy FormY
    beq .rows
    sta WSYNC
    sta ENABL
    iny
    IN_LINE ShotY,ShotLines
    jmp .sky
.rows
    ldx #0
.nextRow
    sta WSYNC           ; first line: place player 0
    lda RowA0,x
    PLACE_HERE RESP0,HMP0
    sta WSYNC           ; second line: player 1
    lda RowA1,x
    PLACE_HERE RESP1,HMP1
    sta WSYNC           ; third line
    sta HMOVE
    iny
    iny
    IN_LINE ShotY,ShotLines
    sta ENABL           ; 23
    lda RowN0,x
    sta NUSIZ0
    lda RowN1,x
    sta NUSIZ1
    lda RowColor,x
    sta COLUP0
    sta COLUP1          ; 47
    iny
    IN_LINE ShotY,ShotLines
    sta WSYNC           ; fourth line: 62 cycles used
    sta ENABL
    sty Temp
    lda RowShape,x
    adc Anim            ; IN_LINE leaves carry clear
    clc
    sbc Temp            ; Y of the next line is to mean the first byte
    sta Shape
    lda RowM0,x
    sta Mask0
    lda RowM1,x
    sta Mask1
    lda #8
    sta LineCount
    iny
    IN_LINE ShotY,ShotLines
.creature
    sta WSYNC
    sta ENABL
    lda (Shape),y
    and Mask0
    sta GRP0
    lda (Shape),y
    and Mask1
    sta GRP1            ; 25
    iny
    IN_LINE ShotY,ShotLines
    dec LineCount
    bne .creature
    inx
    cpx RowEnd
    beq .lastRow
    jmp .nextRow

.lastRow
    sta WSYNC           ; one line to make the missiles ready
    sta ENABL
    lda #$10
    sta NUSIZ0
    sta NUSIZ1
    lda #ColorBomb
    sta COLUP0
    sta COLUP1
    ldx #0
    iny
    IN_LINE ShotY,ShotLines
.field
    sta WSYNC
    sta ENABL
    stx ENAM1
    IN_LINE BombY,BombLines
    sta ENAM0           ; 22
    iny
    IN_LINE BombY+1,BombLines
    tax
    IN_LINE ShotY,ShotLines
    cpy #FieldEnd
    bne .field

    sta WSYNC           ; line 158: place the cannon
    lda CannonX
    sbc #12             ; carry is set
    PLACE_HERE RESP0,HMP0
    sta WSYNC           ; line 159
    sta HMOVE
    lda #0
    sta ENABL
    sta ENAM0
    sta ENAM1
    sta NUSIZ0
    lda #ColorCannon
    sta COLUP0
    lda #<Cannon
    ldx Over
    bne .noCannon
    ldx HitTimer
    beq .cannon
    lda #<Wreck
    bne .cannon
.noCannon
    lda #<Nothing
.cannon
    sta Shape
    lda #>Cannon
    sta Shape+1
    ldy #0
.cannonLine
    lda (Shape),y
    sta WSYNC
    sta GRP0
    iny
    cpy #8
    bne .cannonLine
    lda #ColorGround
    ldx Over
    beq .ground
    lda #ColorOver
.ground
    ldx #PlayEnd-CannonEnd
    sta WSYNC
    sta COLUBK
    ldy #0
    sty GRP0
.groundLine
    dex
    beq .status
    sta WSYNC
    bne .groundLine
.status
    lda #ColorScore
    ldx #ColorLives
    jsr Status

; --- rules --------------------------------------------------------------------------------------
    lda #BottomTimer
    sta TIM64T
    jsr ReadJoystick
    lda SWCHB
    lsr                 ; ResetBit
    bcs .noReset
    jsr NewGame
    jmp .done
.noReset
    lda Over
    bne .done
    lda HitTimer
    beq .play
    dec HitTimer
    jmp .done
.play
    jsr MoveCannon
    jsr MoveShot
    lda Alive
    bne .stillSome
    inc Wave
    jsr NewWave
    jmp .done
.stillSome
    jsr MarchOn
    ldx #1
    jsr MoveBomb
    ldx #0
    jsr MoveBomb
.done
    WAIT_TIMER
    jmp MainLoop

NewGame SUBROUTINE
    lda #FirstLives
    sta Lives
    lda #0
    sta ScoreHi
    sta ScoreLo
    sta Over
    sta Wave
    sta HitTimer
    lda #CannonFirst
    sta CannonX
NewWave
    ldx #Rows-1
    lda #%00111111
.row
    sta Row,x
    dex
    bpl .row
    lda #Rows*6
    sta Alive
    lda #FirstX
    sta FormX
    lda #0
    sta March
    sta Anim
    lda #20
    sta StepTimer
    lda #FirstTop
    ldx Wave
    beq .top
.lower
    clc
    adc #WaveDrop
    cmp #LowestTop
    bcs .top
    dex
    bne .lower
.top
    sta FormY
; no bombs, no shot; then what follows from the rows
NoBombs
    lda #Gone
    sta ShotY
    sta BombY
    sta BombY+1
    lda #80
    sta ShotX
    sta BombX
    sta BombX+1
CountRows SUBROUTINE
    lda #0
    sta RowEnd
    sta Columns
    tax
.row
    lda Row,x
    beq .empty
    ora Columns
    sta Columns
    txa
    clc
    adc #1
    sta RowEnd
.empty
    inx
    cpx #Rows
    bne .row
    lda RowEnd          ; the picture wants one row at least
    bne .some
    inc RowEnd
.some
    rts

; places, sizes and masks of both players for each row
PrepareRows SUBROUTINE
    ldx #Rows-1
.row
    lda Row,x
    and #7
    tay
    lda FormX
    clc
    adc #48             ; the right three columns
    jsr .half
    lda Row,x
    lsr
    lsr
    lsr
    tay
    txa
    pha
    clc
    adc #RowA0-RowA1
    tax
    lda FormX
    jsr .half
    pla
    tax
    dex
    bpl .row
    rts
; three creatures Y, the first of which has its place in column A; X is the row, for the left three minus five
.half
    clc
    adc CopyPlace,y
    sec
    sbc #9              ; see PLACE_HERE
    cpy #0
    bne .some
    lda #40             ; nothing there: anywhere, but not beyond the line's end
.some
    sta RowA1,x
    lda CopySize,y
    sta RowN1,x
    lda CopyMask,y
    sta RowM1,x
    rts

MoveCannon SUBROUTINE
    lda CannonX
    bit Joystick
    bpl .notRight
    clc
    adc #CannonSpeed
    cmp #CannonRight
    bcc .notRight
    lda #CannonRight
.notRight
    bit Joystick
    bvc .notLeft
    sec
    sbc #CannonSpeed
    cmp #CannonLeft
    bcs .notLeft
    lda #CannonLeft
.notLeft
    sta CannonX
    rts

MoveShot SUBROUTINE
    lda ShotY
    cmp #Gone
    bne .flying
    lda Joystick
    lsr                 ; fire
    bcc .none
    lda #ShotTop
    sta ShotY
    lda CannonX
    clc
    adc #3
    sta ShotX
.none
    rts
.flying
    sec
    sbc #ShotSpeed
    sta ShotY
    cmp #ShotSpeed
    bcc .gone
    sec                 ; which row?
    sbc FormY
    bcc .none
    ldx #0
.row
    cmp #RowLines
    bcc .inRow
    sbc #RowLines
    inx
    cpx #Rows
    bne .row
    rts
.inRow
    cmp #2              ; between the rows
    bcc .none
    lda ShotX           ; which column?
    clc
    adc #1
    sec
    sbc FormX
    cmp #96
    bcs .none
    tay
    and #15
    cmp #9
    bcs .none
    tya
    lsr
    lsr
    lsr
    lsr
    tay
    lda ColumnBit,y
    and Row,x
    beq .none
    eor Row,x
    sta Row,x
    dec Alive
    lda RowPoints,x
    jsr AddScore
    jsr CountRows
.gone
    lda #Gone
    sta ShotY
    rts

; a step of all creatures when it is time
MarchOn SUBROUTINE
    dec StepTimer
    bne .return
    lda Alive
    lsr
    lsr
    tax
    lda StepTime,x
    sta StepTimer
    lda Anim
    eor #AnimOffset
    sta Anim
    lda FormX           ; the outermost creature on the side it goes to
    ldx #0
    bit March
    bmi .left
    clc
    adc #80
    ldx #5
.fromRight
    tay
    lda Columns
    and ColumnBit,x
    bne .right
    tya
    sec
    sbc #16
    dex
    bpl .fromRight
.right
    cpy #RightStop
    bcs .turn
    inc FormX
    inc FormX
    rts
.left
    tay
    lda Columns
    and ColumnBit,x
    bne .isLeft
    tya
    clc
    adc #16
    inx
    cpx #6
    bne .left
.isLeft
    cpy #LeftStop
    bcc .turn
    dec FormX
    dec FormX
.return
    rts
.turn
    lda March
    eor #$FF
    sta March
    lda FormY
    clc
    adc #TurnDrop
    tay
    ldx RowEnd
.end
    clc
    adc #RowLines
    dex
    bne .end
    cmp #LowestEnd
    bcs .lost
    sty FormY
    rts
.lost
    lda #0
    sta Lives
    lda #$FF
    sta Over
    rts

; bomb X (0 or 1)
MoveBomb SUBROUTINE
    lda BombY,x
    cmp #Gone
    bne .falling
    jsr Random
    eor RndHi
    ldy Wave
    cpy #4
    bcc .waveKnown
    ldy #4
.waveKnown
    and Rarity,y
    bne .return
    lda RndHi
    and #7
    tay
    cpy #6
    bcs .return
    lda ColumnBit,y
    and Columns
    beq .return
    lda ColumnPlace,y
    clc
    adc FormX
    sta BombX,x
    lda FormY
    clc
    ldy RowEnd
.below
    adc #RowLines
    dey
    bne .below
    sta BombY,x
.return
    rts
.falling
    ldy #2
    lda SWCHB
    and #LeftA
    beq .slow
    iny
.slow
    tya
    clc
    adc BombY,x
    sta BombY,x
    cmp #BombHit
    bcc .return
    lda #Gone
    sta BombY,x
    lda BombX,x
    clc
    adc #1
    sec
    sbc CannonX
    cmp #9
    bcs .return
    lda #HitPause
    sta HitTimer
    dec Lives
    bne .notOver
    lda #$FF
    sta Over
.notOver
    jmp NoBombs

; --- tables -------------------------------------------------------------------------------------
LivesPF1
    dc.b $00,$80,$A0,$A8
RowColor
    dc.b $5A,$9A,$9A,$DA,$DA
RowPoints
    dc.b 3,2,2,1,1
RowShape
    dc.b <Shapes,<Shapes+8,<Shapes+8,<Shapes+16,<Shapes+16
; three creatures (bits from left to right) as size of a player, place of its first copy, mask
CopySize
    dc.b 0,0,0,1,0,2,1,3
CopyPlace
    dc.b 0,32,16,16,0,0,0,0
CopyMask
    dc.b 0,$FF,$FF,$FF,$FF,$FF,$FF,$FF
ColumnBit
    dc.b $20,$10,$08,$04,$02,$01
ColumnPlace             ; where a bomb leaves
    dc.b 3,19,35,51,67,83
StepTime                ; by quarter of the creatures left
    dc.b 2,4,6,8,10,12,14,16
Rarity                  ; by wave
    dc.b 31,31,15,15,7

    ORG $FBB8           ; the shapes' low bytes must be above PlayEnd, see Shape
Shapes                  ; a moth, a jellyfish, a beetle, seven lines each and an empty one; then each after a step
    dc.b %10000001,%11000011,%11100111,%01111110,%00111100,%01011010,%10000001,0
    dc.b %00111100,%01111110,%11111111,%11011011,%10101010,%10101010,%10001010,0
    dc.b %10100101,%01111110,%00111100,%11111111,%00111100,%11111111,%10111101,0
    dc.b %00000000,%01000010,%11100111,%11111111,%00111100,%01011010,%01000010,0
    dc.b %00111100,%01111110,%11111111,%11011011,%01010101,%01010101,%01010001,0
    dc.b %01011010,%01111110,%10111101,%01111110,%10111101,%01111110,%01011010,0

    ORG $FC00
Cannon
    dc.b %00011000,%00011000,%00011000,%00111100,%01111110,%11111111,%11111111,%11111111
Wreck
    dc.b %10000001,%01000100,%00010010,%10100100,%01001001,%00110110,%11011011,%11111111
Nothing
    dc.b 0,0,0,0,0,0,0,0

    ORG $FFFC
    dc.w Start
    dc.w Start
